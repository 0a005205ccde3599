import _naru
del _naru

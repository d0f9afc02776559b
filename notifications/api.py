"""Messages in by HTTP."""

urlpatterns = []

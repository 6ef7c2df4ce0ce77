"""Everything is declared in pyproject.toml; this adds what setuptools leaves out of one install.

An editable install asks the distribution whether it has data, by a name that no distribution
answers to, and so would come without the kernelspec.
"""

from setuptools import Distribution, setup


class WithData(Distribution):
    """A distribution that says whether it has data files."""

    def has_data(self) -> bool:
        """Whether pyproject.toml declares data files."""
        return bool(self.has_data_files())


setup(distclass=WithData)

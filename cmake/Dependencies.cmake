# Every third-party library, found once and given a target name. Debian's package names are in
# scripts/bootstrap.sh.
find_package(Threads REQUIRED)
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(PNG REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(libzip REQUIRED IMPORTED_TARGET libzip)
pkg_check_modules(libmd REQUIRED IMPORTED_TARGET libmd)
pkg_check_modules(libturbojpeg REQUIRED IMPORTED_TARGET libturbojpeg)
pkg_check_modules(openblas REQUIRED IMPORTED_TARGET openblas)

# Headers only; Debian's spectra-config.cmake does not name Eigen, and Boost.Math needs no library.
find_path(SPECTRA_INCLUDE_DIR Spectra/SymEigsSolver.h REQUIRED)
find_path(RANDOM123_INCLUDE_DIR Random123/philox.h REQUIRED)
find_path(BOOST_MATH_INCLUDE_DIR boost/math/special_functions/bessel.hpp REQUIRED)
# The static archive takes its Fortran routines from OpenBLAS; the shared one would bring a second BLAS.
find_library(LAPACKE_LIBRARY NAMES liblapacke.a lapacke REQUIRED)

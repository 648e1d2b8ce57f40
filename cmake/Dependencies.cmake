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
find_library(LBFGS_LIBRARY lbfgs REQUIRED)
find_path(LBFGS_INCLUDE_DIR lbfgs.h REQUIRED)

# The static archive takes its Fortran routines from OpenBLAS; the shared one would bring a second BLAS.
find_library(LAPACKE_LIBRARY NAMES liblapacke.a lapacke REQUIRED)

# LibTorch's wheel exports a BLAS of its own under the usual Fortran names; of it and a shared OpenBLAS
# the first in the link order would serve both. Beside LibTorch, OpenBLAS is therefore linked statically,
# whole (so that our calls do not end in LibTorch's) and with its names hidden (so that LibTorch's do not
# end in OpenBLAS).
add_library(eigenviews_openblas INTERFACE)
target_link_libraries(eigenviews_openblas INTERFACE ${LAPACKE_LIBRARY})
if(EIGENVIEWS_WITH_TORCH)
  pkg_check_modules(openblas REQUIRED openblas)
  find_library(OPENBLAS_ARCHIVE libopenblas.a PATHS ${openblas_LIBRARY_DIRS} PATH_SUFFIXES openblas-pthread REQUIRED)
  find_library(GFORTRAN_LIBRARY NAMES libgfortran.so libgfortran.so.5 REQUIRED)
  target_include_directories(eigenviews_openblas INTERFACE ${openblas_INCLUDE_DIRS})
  target_link_libraries(eigenviews_openblas INTERFACE
    -Wl,--whole-archive,${OPENBLAS_ARCHIVE},--no-whole-archive ${GFORTRAN_LIBRARY})
  target_link_options(eigenviews_openblas INTERFACE -Wl,--exclude-libs,libopenblas.a)
else()
  pkg_check_modules(openblas REQUIRED IMPORTED_TARGET openblas)
  target_link_libraries(eigenviews_openblas INTERFACE PkgConfig::openblas)
endif()

# Headers only; Debian's spectra-config.cmake does not name Eigen, and Boost.Math needs no library.
find_path(SPECTRA_INCLUDE_DIR Spectra/SymEigsSolver.h REQUIRED)
find_path(RANDOM123_INCLUDE_DIR Random123/philox.h REQUIRED)
find_path(BOOST_MATH_INCLUDE_DIR boost/math/special_functions/bessel.hpp REQUIRED)

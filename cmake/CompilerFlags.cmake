# eigenviews_flags: an interface target that every room, tool and test links.
add_library(eigenviews_flags INTERFACE)
target_compile_features(eigenviews_flags INTERFACE cxx_std_20)
set(CMAKE_CXX_EXTENSIONS OFF)

if(EIGENVIEWS_NATIVE)
  target_compile_options(eigenviews_flags INTERFACE -march=native)
endif()
# -march=native makes GCC prefer 256-bit vectors; -ffp-contract=off keeps sums equal between
# compilers, and the heavy products are inside OpenBLAS anyway.
target_compile_options(eigenviews_flags INTERFACE -ffp-contract=off -fno-math-errno)

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 with AVX-512 fills VectorXd{{0.5, 0.5, 0, 0}} with 0.5: its straight-line vectoriser.
  target_compile_options(eigenviews_flags INTERFACE -fno-tree-slp-vectorize)
endif()

if(EIGENVIEWS_DEVELOPER)
  target_compile_options(eigenviews_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wno-missing-field-initializers -Werror)
  target_compile_definitions(eigenviews_flags INTERFACE _GLIBCXX_ASSERTIONS)
else()
  target_compile_options(eigenviews_flags INTERFACE -Wall -Wextra -Wno-missing-field-initializers)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # False alarms of GCC 12 inside its own AVX-512 intrinsics, std::string and fmt.
  target_compile_options(eigenviews_flags INTERFACE
    -Wno-uninitialized -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-restrict)
endif()

if(EIGENVIEWS_SANITIZE)
  target_compile_options(eigenviews_flags INTERFACE
    -fsanitize=${EIGENVIEWS_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(eigenviews_flags INTERFACE -fsanitize=${EIGENVIEWS_SANITIZE})
endif()

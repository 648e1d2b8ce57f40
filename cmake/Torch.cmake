# eigenviews::torch: LibTorch, from the PyTorch wheel in .venv (scripts/bootstrap.sh) or from
# EIGENVIEWS_TORCH_ROOT, a folder with include/ and lib/.
#
# Imported targets are made here: find_package(Torch) of a CUDA wheel wants a CUDA toolkit, and with
# Debian's libtorch-dev installed it links that library against these headers.
set(EIGENVIEWS_TORCH_ROOT "" CACHE PATH "LibTorch 2.x: the folder that holds include/ and lib/")

if(NOT EIGENVIEWS_TORCH_ROOT)
  file(GLOB wheels ${PROJECT_SOURCE_DIR}/.venv/lib/python3*/site-packages/torch)
  list(POP_FRONT wheels EIGENVIEWS_TORCH_ROOT)
endif()
set(torch_library ${EIGENVIEWS_TORCH_ROOT}/lib/libtorch_cpu.so)
if(NOT EXISTS ${torch_library})
  message(FATAL_ERROR
    "LibTorch was not found (${torch_library}); run scripts/bootstrap.sh, set EIGENVIEWS_TORCH_ROOT, "
    "or configure with -DEIGENVIEWS_WITH_TORCH=OFF for the tools that do without")
endif()
set(torch_version "")
foreach(part MAJOR MINOR PATCH)
  foreach(header torch/headeronly/version.h torch/csrc/api/include/torch/version.h)
    if(EXISTS ${EIGENVIEWS_TORCH_ROOT}/include/${header})
      file(STRINGS ${EIGENVIEWS_TORCH_ROOT}/include/${header} line REGEX "define TORCH_VERSION_${part} ")
      if(line)
        break()
      endif()
    endif()
  endforeach()
  string(REGEX MATCH "[0-9]+$" number "${line}")
  list(APPEND torch_version ${number})
endforeach()
list(JOIN torch_version . torch_version)
if(torch_version VERSION_LESS 2.0)
  message(FATAL_ERROR "LibTorch 2.x is needed; ${EIGENVIEWS_TORCH_ROOT} holds '${torch_version}'")
endif()
message(STATUS "LibTorch ${torch_version}: ${EIGENVIEWS_TORCH_ROOT}")

add_library(eigenviews_torch INTERFACE)
add_library(eigenviews::torch ALIAS eigenviews_torch)
# The wheel brings its own fmt, newer than the system's; its headers must not meet the system's library.
set(torch_headers ${CMAKE_BINARY_DIR}/torch_include)
file(MAKE_DIRECTORY ${torch_headers})
file(GLOB entries ${EIGENVIEWS_TORCH_ROOT}/include/*)
foreach(entry IN LISTS entries)
  get_filename_component(name ${entry} NAME)
  if(NOT name STREQUAL fmt)
    file(CREATE_LINK ${entry} ${torch_headers}/${name} SYMBOLIC)
  endif()
endforeach()
target_include_directories(eigenviews_torch SYSTEM INTERFACE
  ${torch_headers} ${torch_headers}/torch/csrc/api/include)
# The wheel's libraries export a std::filesystem of their own that must not come before the system's.
set(torch_libraries -Wl,--no-as-needed stdc++ -Wl,--as-needed)
foreach(name torch torch_cpu c10)
  list(APPEND torch_libraries ${EIGENVIEWS_TORCH_ROOT}/lib/lib${name}.so)
endforeach()
# CUDA's headers come with the wheel; its library registers itself when it is loaded, so that it must
# stay among the linked ones though no symbol of it is used.
file(GLOB torch_cuda_headers ${EIGENVIEWS_TORCH_ROOT}/../nvidia/cu*/include)
if(EXISTS ${EIGENVIEWS_TORCH_ROOT}/lib/libtorch_cuda.so)
  set(EIGENVIEWS_TORCH_CUDA ON)
  target_include_directories(eigenviews_torch SYSTEM INTERFACE ${torch_cuda_headers})
  target_compile_definitions(eigenviews_torch INTERFACE EIGENVIEWS_TORCH_CUDA)
  list(APPEND torch_libraries -Wl,--no-as-needed ${EIGENVIEWS_TORCH_ROOT}/lib/libtorch_cuda.so
    ${EIGENVIEWS_TORCH_ROOT}/lib/libc10_cuda.so -Wl,--as-needed)
endif()
target_link_libraries(eigenviews_torch INTERFACE ${torch_libraries})
target_link_options(eigenviews_torch INTERFACE -Wl,-rpath,${EIGENVIEWS_TORCH_ROOT}/lib)

# Tests compare with PyTorch itself.
set(EIGENVIEWS_PYTHON ${PROJECT_SOURCE_DIR}/.venv/bin/python CACHE FILEPATH
  "A Python with torch, torchvision and safetensors, for tests")

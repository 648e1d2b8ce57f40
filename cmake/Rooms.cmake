# A room is a folder of src/ with one target, one namespace and one test folder of the same name.
#
#   eigenviews_room(NAME [TORCH_FREE] [USES room...] [LINKS target...])
#
# builds every .cpp of the calling folder into the static library eigenviews_NAME. USES lists the
# rooms that it may include; nothing else of src/ is on its include path. A TORCH_FREE room gets
# cmake/no_torch first on its include path, where every entry header of Torch is an #error, and a
# Torch target among its links stops the configuration.
function(eigenviews_room name)
  cmake_parse_arguments(ROOM "TORCH_FREE" "" "USES;LINKS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  set(target eigenviews_${name})
  add_library(${target} STATIC ${sources})
  add_library(eigenviews::${name} ALIAS ${target})

  # Each room is included as "room/file.hpp" through a link that holds this room alone, so that a
  # header of a room that is not in USES is not found.
  set(view ${CMAKE_BINARY_DIR}/rooms/${name})
  file(MAKE_DIRECTORY ${view})
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${view}/${name} SYMBOLIC)
  target_include_directories(${target} PUBLIC ${view})
  target_link_libraries(${target} PUBLIC eigenviews_flags)

  if(ROOM_TORCH_FREE)
    target_include_directories(${target} BEFORE PRIVATE ${PROJECT_SOURCE_DIR}/cmake/no_torch)
    foreach(link IN LISTS ROOM_LINKS)
      if(link MATCHES "[Tt]orch")
        message(FATAL_ERROR "room ${name} is Torch-free and must not link ${link}")
      endif()
    endforeach()
  endif()
  foreach(room IN LISTS ROOM_USES)
    target_link_libraries(${target} PUBLIC eigenviews_${room})
  endforeach()
  target_link_libraries(${target} PUBLIC ${ROOM_LINKS})
endfunction()

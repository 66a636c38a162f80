# SPDX-License-Identifier: Apache-2.0
# translations/cleave_LANGUAGE.ts -> .qm -> resources of cleave_ui. `ninja update_translations` takes over new texts from the sources.
file(GLOB translationSources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/translations/*.ts)
set(qmFolder ${CMAKE_CURRENT_BINARY_DIR}/i18n)
file(MAKE_DIRECTORY ${qmFolder})
set(qmFiles)
set(qmEntries)
if(TARGET Qt6::lrelease)
    foreach(translation ${translationSources})
        get_filename_component(stem ${translation} NAME_WE)
        add_custom_command(
            OUTPUT ${qmFolder}/${stem}.qm
            COMMAND Qt6::lrelease -silent ${translation} -qm ${qmFolder}/${stem}.qm
            DEPENDS ${translation}
            VERBATIM)
        list(APPEND qmFiles ${qmFolder}/${stem}.qm)
        string(APPEND qmEntries "<file>${stem}.qm</file>")
    endforeach()
    # -I: without it the classes' namespaces stay unknown, and texts would be looked up under other names than they are kept.
    set(updateTexts Qt6::lupdate -silent -locations none -no-obsolete -I . -tr-function-alias QT_TRANSLATE_NOOP+=CLEAVE_TR ui core app/studio)
    set(foreignLanguages ${translationSources})
    list(FILTER foreignLanguages EXCLUDE REGEX "cleave_en")
    add_custom_target(update_translations
        COMMAND ${updateTexts} -ts ${foreignLanguages}
        COMMAND ${updateTexts} -pluralonly -ts translations/cleave_en.ts
        WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
        VERBATIM)
else()
    message(STATUS "Without Qt's lrelease (qt6-l10n-tools, qt6-tools-dev) the studio speaks English only")
endif()
file(CONFIGURE OUTPUT ${qmFolder}/translations.qrc
     CONTENT "<RCC><qresource prefix=\"/cleave/i18n\">@qmEntries@</qresource></RCC>\n" @ONLY)
add_custom_command(
    OUTPUT ${qmFolder}/qrc_translations.cpp
    COMMAND Qt6::rcc --name translations ${qmFolder}/translations.qrc -o ${qmFolder}/qrc_translations.cpp
    DEPENDS ${qmFolder}/translations.qrc ${qmFiles}
    VERBATIM)
set_source_files_properties(${qmFolder}/qrc_translations.cpp PROPERTIES SKIP_AUTOMOC ON)
target_sources(cleave_ui PRIVATE ${qmFolder}/qrc_translations.cpp)

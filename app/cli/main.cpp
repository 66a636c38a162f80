// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

int main(int argc, char** argv) {
    CLI::App app("Takes captured 3D scenes apart.", "cleave");
    app.set_version_flag("--version", CLEAVE_VERSION);
    CLI11_PARSE(app, argc, argv);
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
#include "app/cli/command.h"

int main(int argc, char** argv) {
    CLI::App app("Takes captured 3D scenes apart: train a field from photos, lift masks into it, click objects, export them.", "cleave");
    cleave::cli::Commands commands(app);
    cleave::cli::addDoctor(commands);
    return commands.run(argc, argv);
}

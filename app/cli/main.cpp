// SPDX-License-Identifier: Apache-2.0
#include "app/cli/command.h"

int main(int argc, char** argv) {
    using namespace cleave::cli;
    CLI::App app("Takes captured 3D scenes apart: trains a field from photos, lifts masks into it, "
                 "finds objects by clicks, exports them.",
                 "cleave");
    Commands commands(app);
    for (const auto add : {addDoctor,
                           addNew,
                           addInfo,
                           addTrain,
                           addRender,
                           addMasks,
                           addLift,
                           addSelect,
                           addTree,
                           addExport,
                           addEval,
                           addConvert,
                           addBench,
                           addDemo,
                           addModels})
        add(commands);
    return commands.run(argc, argv);
}

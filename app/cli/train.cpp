// SPDX-License-Identifier: Apache-2.0
#include "app/cli/command.h"
#include "core/jobs/train_field.h"

namespace cleave::cli {

void addTrain(Commands& commands) {
    auto params = std::make_shared<TrainFieldParams>();
    CLI::App* command =
        commands.addForProject("train", "Trains the radiance field", [params](Commands& c) {
            Project project = c.openProject();
            if (!project.dataset)
                throw missing(CLEAVE_TR("Training", "the project has no photos to train from"));
            PhotoStore photos(project.dataset);
            const TrainFieldResult result = trainField(*params,
                                                       project,
                                                       photos,
                                                       c.progress(),
                                                       {},
                                                       [&](const TrainFieldResult& checkpoint) {
                                                           // A training that is cut off goes on
                                                           // from here with --resume.
                                                           Project kept = project;
                                                           applyTraining(kept, checkpoint);
                                                           c.save(kept);
                                                       });
            applyTraining(project, result);
            c.save(project);
            const TrainingRecord& record = project.training;
            return Json{{"field", record.field},
                        {"iterations", record.iterations},
                        {"primitives", record.primitives},
                        {"seconds", record.seconds},
                        {"psnr", record.psnr},
                        {"ssim", record.ssim},
                        {"peak_memory", record.peakMemory}};
        });
    addParams(command, describe(*params));
}

} // namespace cleave::cli

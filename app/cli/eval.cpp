// SPDX-License-Identifier: Apache-2.0
#include "app/cli/command.h"
#include "app/cli/job_options.h"
#include "app/cli/method_inputs.h"
#include "core/base/safe_file.h"
#include "core/jobs/evaluate.h"

namespace cleave::cli {

void addEval(Commands& commands) {
    struct EvalOptions {
        EvaluateParams params;
        std::filesystem::path groundTruth, csv;
        std::string method;
        JobOptions own; ///< of the methods
    };

    auto options = std::make_shared<EvalOptions>();
    CLI::App* command = commands.addForProject(
        "eval",
        "Runs clicks and the segment tree against ground-truth masks",
        [options](Commands& c) {
            const Project project = c.openProject();
            if (!project.dataset)
                throw missing(CLEAVE_TR("Evaluation", "the project has no views to evaluate in"));
            const std::string name = chosenMethod(project, options->method);
            const auto method = makeMethod(name);
            options->own.apply(method->queryOptions(), "the method " + name);
            const EvaluationReport report = runEvaluate(options->params,
                                                        options->groundTruth,
                                                        *method,
                                                        methodInputs(project),
                                                        liftedState(project, name),
                                                        project.segments,
                                                        c.progress());
            if (!options->csv.empty())
                writeTextFile(options->csv, reportCsv(report));
            return Json::parse(reportJson(report));
        });
    command
        ->add_option("--ground-truth",
                     options->groundTruth,
                     "Folder with object_ids/, part_ids/ and hierarchy.json")
        ->required();
    command->add_option("--method", options->method, "Method (default: the one lifted last)")
        ->check(CLI::IsMember(methodNames()));
    command->add_option("--csv", options->csv, "Also write the table to this file");
    addParams(command, describe(options->params));
    for (const std::string& known : methodNames())
        options->own.offer(command, makeMethod(known)->queryOptions());
}

} // namespace cleave::cli

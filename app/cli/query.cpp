// SPDX-License-Identifier: Apache-2.0
#include "app/cli/query.h"

#include "app/cli/method_inputs.h"

namespace cleave::cli {

void QueryOptions::addTo(CLI::App* command) {
    command->add_option("--method", method, "Method (default: the one lifted last)")
        ->check(CLI::IsMember(methodNames()));
    prompts.addTo(command);
    command
        ->add_option("--threshold",
                     threshold,
                     "Similarity above which a primitive is taken; automatic when not given")
        ->check(CLI::Range(0.0, 1.0));
    command->add_option("--scale,--granularity", scale, "0 = the whole object, 1 = its finest part")
        ->check(CLI::Range(0.0, 1.0));
    ParamList rest;
    for (Param& param : describe(params))
        if (param.name != "threshold" && param.name != "granularity")
            rest.push_back(param);
    addParams(command, rest);
    for (const std::string& known : methodNames())
        own.offer(command, makeMethod(known)->queryOptions());
}

std::string QueryOptions::methodOf(const Project& project) const {
    return chosenMethod(project, method);
}

SelectResult runQuery(const QueryOptions& options, const Project& project, Progress& progress) {
    const std::vector<Prompt> prompts = options.prompts.prompts(project);
    const std::string name = options.methodOf(project);
    const auto method = makeMethod(name);
    options.own.apply(method->queryOptions(), "the method " + name);
    SelectParams params = options.params;
    if (options.threshold)
        params.threshold = *options.threshold;
    if (options.scale)
        params.granularity = *options.scale;
    return runSelect(
        params, *method, methodInputs(project), liftedState(project, name), prompts, progress);
}

} // namespace cleave::cli

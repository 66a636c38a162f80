// SPDX-License-Identifier: Apache-2.0
#include "app/cli/job_options.h"

namespace cleave::cli {

void JobOptions::offer(CLI::App* command, const ParamList& params) {
    for (const Param& param : params) {
        if (std::exchange(offered_[param.name], true))
            continue;
        std::string help = translate(param.help.source[0] ? param.help : param.label);
        const auto set = [this, name = param.name](const std::string& value) {
            given_[name] = value;
        };
        if (std::holds_alternative<bool*>(param.value)) {
            command->add_flag_callback(
                "--" + param.name, [set] { set("true"); }, help);
            command->add_flag_callback("--no-" + param.name, [set] { set("false"); })->group("");
            continue;
        }
        for (std::size_t i = 0; i < param.choices.size(); ++i)
            help += (i ? ", " : " (") + param.choices[i].name;
        if (!param.choices.empty())
            help += ")";
        const std::string standard = paramText(param);
        command->add_option_function<std::string>(
            "--" + param.name, set, standard.empty() ? help : help + " [" + standard + "]");
    }
}

void JobOptions::apply(const ParamList& params, const std::string& job) const {
    for (const auto& [name, value] : given_) {
        const Param* param = findParam(params, name);
        if (!param)
            throw badInput(CLEAVE_TR("Commands", "--%1 is no option of %2"), name, job);
        setParam(*param, value);
    }
}

} // namespace cleave::cli

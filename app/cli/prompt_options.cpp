// SPDX-License-Identifier: Apache-2.0
#include "app/cli/prompt_options.h"

#include "core/export/export_choice.h"

#include <charconv>

namespace cleave::cli {

namespace {

Error malformed(const std::string& option, const std::string& text, const std::string& expected) {
    return badInput(CLEAVE_TR("Prompts", "--%1 \"%2\": expected %3"), option, text, expected);
}

std::vector<float> parseNumbers(const std::string& option,
                                const std::string& text,
                                const std::string& numbers,
                                const std::string& expected) {
    std::vector<float> values;
    for (const std::string& part : splitList(numbers)) {
        float value = 0;
        const auto result = std::from_chars(part.data(), part.data() + part.size(), value);
        if (result.ec != std::errc() || result.ptr != part.data() + part.size())
            throw malformed(option, text, expected);
        values.push_back(value);
    }
    return values;
}

/// "VIEW:X,Y;X,Y" with `coordinates` numbers per point group.
Prompt parsePrompt(const Project& project,
                   const std::string& option,
                   const std::string& text,
                   PromptKind kind) {
    const std::string expected = kind == PromptKind::Box      ? "VIEW:X0,Y0,X1,Y1"
                                 : kind == PromptKind::Stroke ? "VIEW:X,Y;X,Y;..."
                                                              : "VIEW:X,Y";
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos || colon == 0)
        throw malformed(option, text, expected);
    if (!project.dataset && !isTrained(project.field))
        throw missing(CLEAVE_TR("Prompts", "--%1 \"%2\": the project has no views to click in"),
                      option,
                      text);
    const std::string name = text.substr(0, colon);
    // Without photos the views are those that `render` draws.
    std::vector<View> drawn;
    if (!project.dataset)
        drawn = chooseViews(nullptr, project.field, name);
    const View* view = project.dataset ? project.dataset->findView(name) : &drawn.front();
    if (!view)
        throw badInput(
            CLEAVE_TR(
                "Prompts",
                "--%1 \"%2\": there is no view \"%3\" among the %4 of the project, such as \"%5\""),
            option,
            text,
            name,
            project.dataset->views.size(),
            project.dataset->views.empty() ? std::string() : project.dataset->views.front().name);
    Prompt prompt;
    prompt.kind = kind;
    if (project.dataset)
        prompt.view = view->id;
    prompt.camera = view->camera;
    std::istringstream groups(text.substr(colon + 1));
    for (std::string group; std::getline(groups, group, ';');) {
        const std::vector<float> numbers = parseNumbers(option, text, group, expected);
        if (numbers.size() != (kind == PromptKind::Box ? 4u : 2u))
            throw malformed(option, text, expected);
        for (std::size_t i = 0; i < numbers.size(); i += 2)
            prompt.points.emplace_back(numbers[i], numbers[i + 1]);
    }
    if (prompt.points.empty() || (kind == PromptKind::Point && prompt.points.size() != 1))
        throw malformed(option, text, expected);
    const Intrinsics& size = view->camera.intrinsics;
    for (const Eigen::Vector2f& point : prompt.points) {
        const bool isInside = point.x() >= 0 && point.y() >= 0 &&
                              point.x() <= static_cast<float>(size.width) &&
                              point.y() <= static_cast<float>(size.height);
        if (!isInside)
            throw badInput(
                CLEAVE_TR("Prompts",
                          "--%1 \"%2\": pixel %3,%4 lies outside the image of %5 x %6 pixels"),
                option,
                text,
                point.x(),
                point.y(),
                size.width,
                size.height);
    }
    return prompt;
}

} // namespace

void PromptOptions::addTo(CLI::App* command) {
    const auto add =
        [&](const std::string& name, std::vector<std::string>& texts, const std::string& help) {
            command->add_option(name, texts, help)->take_all()->expected(1)->delimiter('\0');
        };
    add("--click", clicks_, "VIEW:X,Y a point of the wanted thing");
    add("--not", negativeClicks_, "VIEW:X,Y a point that is not wanted");
    add("--box", boxes_, "VIEW:X0,Y0,X1,Y1 a box around the wanted thing");
    add("--stroke", strokes_, "VIEW:X,Y;X,Y;... a line over the wanted thing");
    add("--not-stroke", negativeStrokes_, "VIEW:X,Y;X,Y;... a line over what is not wanted");
    add("--text", texts_, "words for the wanted thing");
}

std::vector<Prompt> PromptOptions::prompts(const Project& project) const {
    std::vector<Prompt> result;
    const auto add = [&](const std::string& option,
                         const std::vector<std::string>& texts,
                         PromptKind kind,
                         bool isNegative) {
        for (const std::string& text : texts) {
            result.push_back(parsePrompt(project, option, text, kind));
            result.back().isNegative = isNegative;
        }
    };
    add("click", clicks_, PromptKind::Point, false);
    add("not", negativeClicks_, PromptKind::Point, true);
    add("box", boxes_, PromptKind::Box, false);
    add("stroke", strokes_, PromptKind::Stroke, false);
    add("not-stroke", negativeStrokes_, PromptKind::Stroke, true);
    for (const std::string& text : texts_) {
        Prompt prompt;
        prompt.kind = PromptKind::Text;
        prompt.text = text;
        result.push_back(prompt);
    }
    if (result.empty())
        throw badInput(CLEAVE_TR(
            "Prompts", "nothing was pointed at: give --click VIEW:X,Y, --box, --stroke or --text"));
    return result;
}

} // namespace cleave::cli

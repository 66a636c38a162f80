// SPDX-License-Identifier: Apache-2.0
#include "ui/document/query_controller.h"

#include "core/base/error.h"
#include "core/dataset/photo_store.h"
#include "core/field/primitive_cloud.h"
#include "core/selection/prompt_hits.h"
#include "core/selection/selection_edits.h"
#include "ui/commands/edit_selection.h"
#include "ui/tasks/error_text.h"

#include <algorithm>

namespace cleave::ui {

QueryController::QueryController(ProjectDocument& document, QObject* parent)
    : QObject(parent)
    , document_(document) {
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
    // An answer for a field that is gone must not arrive.
    connect(&document_, &ProjectDocument::documentReset, this, &QueryController::stop);
    connect(&document_, &ProjectDocument::fieldChanged, this, &QueryController::stop);
    // Nor one that would grow on after a person went on from what was there.
    connect(&document_.undoStack(), &QUndoStack::indexChanged, this, [this] {
        if (!isApplying_)
            stop();
    });
}

QueryController::~QueryController() {
    running_.cancel();
    thread_.request_stop();
    thread_.join();
}

QStringList QueryController::methods() const {
    const Project& project = document_.project();
    QStringList names;
    for (const std::string& name : methodNames()) {
        const bool isLifted = project.lifted.contains(name);
        const MethodNeeds needs = makeMethod(name)->needs();
        const bool hasAll = (!needs.masks || project.masks) && (!needs.photos || project.dataset);
        if (isLifted || (!needs.lifting && hasAll))
            names << QString::fromStdString(name);
    }
    return names;
}

QString QueryController::currentMethod() const {
    const QStringList possible = methods();
    for (const QString& wanted :
         {document_.query().method, QString::fromStdString(document_.project().currentMethod)})
        if (possible.contains(wanted))
            return wanted;
    return possible.value(0);
}

bool QueryController::canQuery(QString* whyNot) const {
    QString reason;
    if (!isTrained(document_.project().field))
        reason = tr("There is no trained field yet: train one first.");
    else if (methods().isEmpty())
        reason = tr("Clicks are answered once masks have been lifted onto the field.");
    if (whyNot)
        *whyNot = reason;
    return reason.isEmpty();
}

void QueryController::addPrompt(const Prompt& prompt,
                                bool isAdding,
                                std::optional<float> granularity) {
    QueryState wanted = document_.query();
    wanted.granularity = granularity.value_or(wanted.granularity);
    if (!isAdding)
        wanted.prompts.clear();
    wanted.prompts.push_back(prompt);
    // A new thing deserves its own threshold; more prompts for the same thing keep the chosen one.
    if (!isAdding)
        wanted.threshold = -1;
    ask(std::move(wanted), prompt.isNegative ? tr("Exclude by prompt") : tr("Select by prompt"));
}

void QueryController::removePrompt(int index) {
    QueryState wanted = document_.query();
    if (index < 0 || index >= static_cast<int>(wanted.prompts.size()))
        return;
    wanted.prompts.erase(wanted.prompts.begin() + index);
    if (wanted.prompts.empty())
        return clear();
    ask(std::move(wanted), tr("Remove prompt"));
}

void QueryController::stop() {
    running_.cancel();
    ++lastAsked_;
    setBusy(false);
}

void QueryController::clear() {
    stop();
    if (document_.query().prompts.empty() && !document_.selection())
        return;
    QueryState empty;
    empty.method = document_.query().method;
    empty.options = document_.query().options;
    empty.granularity = document_.query().granularity;
    empty.distanceFalloff = document_.query().distanceFalloff;
    document_.undoStack().push(
        new EditSelectionCommand(document_, nullptr, empty, tr("Clear selection")));
}

float QueryController::effectiveThreshold() const {
    const QueryState& query = document_.query();
    if (query.threshold >= 0)
        return query.threshold;
    return query.similarity ? query.similarity->suggestedThreshold : 0.5f;
}

void QueryController::setThreshold(float threshold) {
    QueryState query = document_.query();
    query.threshold = threshold;
    if (!query.similarity ||
        query.similarity->fieldRevision != revisionOf(document_.project().field))
        return;
    const float level = threshold >= 0 ? threshold : query.similarity->suggestedThreshold;
    auto selection = std::make_shared<const Selection>(
        selectAbove(query.similarity->values, level, query.similarity->fieldRevision));
    document_.undoStack().push(new EditSelectionCommand(
        document_, selection, query, tr("Change threshold"), QStringLiteral("threshold")));
}

void QueryController::setGranularity(float granularity) {
    QueryState wanted = document_.query();
    wanted.granularity = granularity;
    askAgain(std::move(wanted), tr("Change granularity"), QStringLiteral("granularity"));
}

void QueryController::setDistanceFalloff(float falloff) {
    QueryState wanted = document_.query();
    wanted.distanceFalloff = falloff;
    askAgain(std::move(wanted), tr("Change distance falloff"), QStringLiteral("falloff"));
}

void QueryController::setMethod(const QString& method) {
    QueryState wanted = document_.query();
    wanted.method = method;
    wanted.options.clear();
    askAgain(std::move(wanted), tr("Change method"));
}

void QueryController::askAgain(QueryState wanted, const QString& text, const QString& mergeKey) {
    wanted.threshold = -1;
    if (wanted.prompts.empty())
        document_.setQuery(wanted);
    else
        ask(std::move(wanted), text, mergeKey);
}

void QueryController::setOptions(std::vector<std::pair<std::string, std::string>> options) {
    QueryState wanted = document_.query();
    wanted.options = std::move(options);
    askAgain(std::move(wanted), tr("Change method options"), QStringLiteral("options"));
}

void QueryController::ask(QueryState wanted, const QString& text, const QString& mergeKey) {
    QString whyNot;
    if (!canQuery(&whyNot)) {
        Q_EMIT failed(whyNot);
        return;
    }
    const Project& project = document_.project();
    Question question;
    running_.cancel();
    question.number = ++lastAsked_;
    running_ = Progress([this, number = question.number](const ProgressReport& report) {
        QMetaObject::invokeMethod(this, [this, number, fraction = report.fraction] {
            if (number == lastAsked_ && isBusy_)
                Q_EMIT progressed(fraction);
        });
    });
    question.progress = running_;
    question.inputs = {project.dataset, project.field, project.masks, nullptr, project.seed};
    question.method = (wanted.method.isEmpty() ? currentMethod() : wanted.method).toStdString();
    const auto state = project.lifted.find(question.method);
    if (state != project.lifted.end())
        question.state = state->second;
    question.wanted = std::move(wanted);
    question.text = text;
    question.mergeKey = mergeKey;
    setBusy(true);
    slot_.put(std::move(question));
}

struct QueryController::Memory {
    std::unique_ptr<SegmentationMethod> method; ///< may keep what it computed for the same state
    std::shared_ptr<PhotoStore> photos;
    std::shared_ptr<const Dataset> photosOf;
    PrimitiveCloud cloud;
    std::vector<std::pair<Prompt, PromptPlaces>> places; ///< of prompts on that cloud
};

std::vector<PromptPlaces> QueryController::placesOf(const Question& question, Memory& memory) {
    if (memory.cloud.revision != revisionOf(question.inputs.field)) {
        memory.cloud = primitiveCloud(question.inputs.field);
        memory.places.clear();
    }
    std::vector<PromptPlaces> places;
    for (const Prompt& prompt : question.wanted.prompts) {
        auto known = std::find_if(memory.places.begin(),
                                  memory.places.end(),
                                  [&](const auto& entry) { return entry.first == prompt; });
        if (known == memory.places.end())
            known = memory.places.insert(
                known, {prompt, promptPlaces(prompt, question.inputs.field, memory.cloud)});
        places.push_back(known->second);
    }
    return places;
}

std::optional<QueryController::Answer> QueryController::answer(
    const Question& question, Memory& memory, const std::function<void(const Answer&)>& onRefined) {
    Answer answer;
    try {
        if (!memory.method || memory.method->name() != question.method)
            memory.method = makeMethod(question.method);
        const ParamList options = memory.method->queryOptions();
        for (const auto& [name, value] : question.wanted.options)
            if (const Param* option = findParam(options, name))
                setParam(*option, value);
        SelectParams params;
        params.threshold = question.wanted.threshold;
        params.granularity = question.wanted.granularity;
        params.positionWeight = question.wanted.distanceFalloff;
        MethodInputs inputs = question.inputs;
        if (memory.method->needs().photos && inputs.dataset) {
            if (memory.photosOf != inputs.dataset)
                memory.photos = std::make_shared<PhotoStore>(inputs.dataset);
            memory.photosOf = inputs.dataset;
            inputs.photos = memory.photos;
        }
        Progress progress = question.progress;
        answer.result = std::make_shared<const SelectResult>(
            runSelect(params,
                      *memory.method,
                      inputs,
                      question.state.get(),
                      question.wanted.prompts,
                      progress,
                      [&](SelectResult refined) {
                          onRefined({std::make_shared<const SelectResult>(std::move(refined)),
                                     placesOf(question, memory),
                                     {}});
                      }));
        answer.places = placesOf(question, memory);
    } catch (const Cancelled&) {
        return std::nullopt;
    } catch (...) {
        answer.result = nullptr;
        answer.error = currentErrorText();
    }
    return answer;
}

void QueryController::run(const std::stop_token& stop) {
    Memory memory;
    while (const auto question = slot_.take(stop)) {
        const auto onRefined = [&](const Answer& better) {
            QMetaObject::invokeMethod(this, [this, asked = *question, better] {
                if (asked.number == lastAsked_)
                    apply(asked, better);
            });
        };
        const auto found = answer(*question, memory, onRefined);
        if (!found)
            continue;
        QMetaObject::invokeMethod(this, [this, asked = *question, found = *found] {
            if (asked.number != lastAsked_)
                return;
            setBusy(false);
            if (!found.result) {
                Q_EMIT failed(found.error);
                return;
            }
            apply(asked, found);
            Q_EMIT answered(found.result->milliseconds);
        });
    }
}

void QueryController::apply(const Question& question, const Answer& answer) {
    const auto& result = answer.result;
    QueryState query = question.wanted;
    query.places = answer.places;
    query.answeredBy = question.method;
    query.similarity = std::shared_ptr<const Similarity>(result, &result->similarity);
    auto selection = std::shared_ptr<const Selection>(result, &result->selection);
    // All that one question answers is one step.
    const QString mergeKey = question.mergeKey.isEmpty()
                                 ? QStringLiteral("answer %1").arg(question.number)
                                 : question.mergeKey;
    isApplying_ = true;
    document_.undoStack().push(
        new EditSelectionCommand(document_, selection, query, question.text, mergeKey));
    isApplying_ = false;
}

void QueryController::setBusy(bool busy) {
    if (busy == isBusy_)
        return;
    isBusy_ = busy;
    Q_EMIT busyChanged(busy);
}

} // namespace cleave::ui

// SPDX-License-Identifier: Apache-2.0
#include "ui/document/query_controller.h"

#include "core/selection/selection_edits.h"
#include "ui/commands/edit_selection.h"
#include "ui/tasks/error_text.h"

namespace cleave::ui {

QueryController::QueryController(ProjectDocument& document, QObject* parent)
    : QObject(parent)
    , document_(document) {
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
    // An answer for a field that is gone must not arrive.
    connect(&document_, &ProjectDocument::documentReset, this, [this] {
        ++lastAsked_, setBusy(false);
    });
    connect(
        &document_, &ProjectDocument::fieldChanged, this, [this] { ++lastAsked_, setBusy(false); });
}

QueryController::~QueryController() {
    thread_.request_stop();
    thread_.join();
}

bool QueryController::canQuery(QString* whyNot) const {
    const Project& project = document_.project();
    QString reason;
    if (!isTrained(project.field))
        reason = tr("There is no trained field yet: train one first.");
    else if (project.lifted.empty())
        reason = tr("Clicks are answered once masks have been lifted onto the field.");
    if (whyNot)
        *whyNot = reason;
    return reason.isEmpty();
}

void QueryController::addPrompt(const Prompt& prompt, bool isAdding) {
    QueryState wanted = document_.query();
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

void QueryController::clear() {
    ++lastAsked_;
    setBusy(false);
    if (document_.query().prompts.empty() && !document_.selection())
        return;
    QueryState empty;
    empty.method = document_.query().method;
    empty.granularity = document_.query().granularity;
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
    wanted.threshold = -1;
    if (wanted.prompts.empty()) {
        document_.setQuery(wanted);
        return;
    }
    ask(std::move(wanted), tr("Change granularity"), QStringLiteral("granularity"));
}

void QueryController::setMethod(const QString& method) {
    QueryState wanted = document_.query();
    wanted.method = method;
    wanted.threshold = -1;
    if (wanted.prompts.empty())
        document_.setQuery(wanted);
    else
        ask(std::move(wanted), tr("Change method"));
}

void QueryController::ask(QueryState wanted, const QString& text, const QString& mergeKey) {
    QString whyNot;
    if (!canQuery(&whyNot)) {
        Q_EMIT failed(whyNot);
        return;
    }
    const Project& project = document_.project();
    Question question;
    question.number = ++lastAsked_;
    question.inputs = {project.dataset, project.field, project.masks, nullptr, project.seed};
    question.method = wanted.method.isEmpty() ? project.currentMethod : wanted.method.toStdString();
    const auto state = project.lifted.find(question.method);
    if (state != project.lifted.end())
        question.state = state->second;
    question.wanted = std::move(wanted);
    question.text = text;
    question.mergeKey = mergeKey;
    setBusy(true);
    slot_.put(std::move(question));
}

void QueryController::run(const std::stop_token& stop) {
    // Methods may keep what they computed between queries of the same state.
    std::unique_ptr<SegmentationMethod> method;
    while (const auto question = slot_.take(stop)) {
        std::shared_ptr<const SelectResult> result;
        QString error;
        try {
            if (!method || method->name() != question->method)
                method = makeMethod(question->method);
            SelectParams params;
            params.threshold = question->wanted.threshold;
            params.granularity = question->wanted.granularity;
            Progress progress;
            result = std::make_shared<const SelectResult>(runSelect(params,
                                                                    *method,
                                                                    question->inputs,
                                                                    question->state.get(),
                                                                    question->wanted.prompts,
                                                                    progress));
        } catch (...) {
            error = currentErrorText();
        }
        QMetaObject::invokeMethod(this, [this, asked = *question, result, error] {
            if (asked.number != lastAsked_)
                return;
            setBusy(false);
            if (result)
                apply(asked, result);
            else
                Q_EMIT failed(error);
        });
    }
}

void QueryController::apply(const Question& question,
                            const std::shared_ptr<const SelectResult>& result) {
    QueryState query = question.wanted;
    query.similarity = std::shared_ptr<const Similarity>(result, &result->similarity);
    auto selection = std::shared_ptr<const Selection>(result, &result->selection);
    document_.undoStack().push(
        new EditSelectionCommand(document_, selection, query, question.text, question.mergeKey));
    Q_EMIT answered(result->milliseconds);
}

void QueryController::setBusy(bool busy) {
    if (busy == isBusy_)
        return;
    isBusy_ = busy;
    Q_EMIT busyChanged(busy);
}

} // namespace cleave::ui

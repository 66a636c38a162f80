// SPDX-License-Identifier: Apache-2.0
// From prompts and sliders to the selection. Queries run on a thread of their own, newest first;
// the threshold slider only compares again, at once. Every answer is one undo step, also one that
// grows while views are taken; a dragged slider is one.
#pragma once

#include "core/jobs/select.h"
#include "ui/document/project_document.h"
#include "ui/viewport/latest_slot.h"

#include <QObject>
#include <QStringList>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <thread>

namespace cleave::ui {

class QueryController : public QObject {
    Q_OBJECT

public:
    explicit QueryController(ProjectDocument& document, QObject* parent = nullptr);
    ~QueryController() override;

    /// The methods that would answer a click: those that were lifted and those that need no lift.
    QStringList methods() const;
    /// The one that will: the chosen one, else that lifted last, else one that needs no lift;
    /// empty: none.
    QString currentMethod() const;
    /// Whether a click would be answered; otherwise `whyNot` says what is missing.
    bool canQuery(QString* whyNot = nullptr) const;

    /// `granularity`: where the prompt says it too, [0, 1].
    void
    addPrompt(const Prompt& prompt, bool isAdding, std::optional<float> granularity = std::nullopt);
    void removePrompt(int index);
    void clear();
    /// [0, 1]; negative: automatic again. Takes effect at once.
    void setThreshold(float threshold);
    /// [0, 1]: whole object to finest part. Asks the method again.
    void setGranularity(float granularity);
    /// Per scene unit, 0: none. Asks the method again.
    void setDistanceFalloff(float falloff);
    void setMethod(const QString& method);
    /// Of the present method, name and text. Asks it again.
    void setOptions(std::vector<std::pair<std::string, std::string>> options);
    /// Ends the question under way; what it has answered so far stays.
    void stop();

    bool isBusy() const { return isBusy_; }

    /// The threshold in force: the given one or the method's own.
    float effectiveThreshold() const;

Q_SIGNALS:
    void busyChanged(bool isBusy);
    void failed(const QString& message);
    void answered(double milliseconds);
    /// [0, 1] of the question under way.
    void progressed(double fraction);

private:
    struct Question {
        std::uint64_t number = 0;
        Progress progress;
        MethodInputs inputs;
        std::shared_ptr<const LiftedState> state;
        std::string method;
        QueryState wanted;
        QString text, mergeKey;
    };

    /// Asks again where there are prompts, else keeps the wish for the next ones.
    void askAgain(QueryState wanted, const QString& text, const QString& mergeKey = {});
    void ask(QueryState wanted, const QString& text, const QString& mergeKey = {});
    void run(const std::stop_token& stop);

    struct Answer {
        std::shared_ptr<const SelectResult> result;
        std::vector<PromptPlaces> places;
        QString error; ///< where there is no result
    };
    /// What the query thread keeps between questions.
    struct Memory;

    /// Better and better answers go to `onRefined`; nothing is returned when it was stopped.
    static std::optional<Answer> answer(const Question& question,
                                        Memory& memory,
                                        const std::function<void(const Answer&)>& onRefined);
    static std::vector<PromptPlaces> placesOf(const Question& question, Memory& memory);
    void apply(const Question& question, const Answer& answer);
    void setBusy(bool busy);

    ProjectDocument& document_;
    LatestSlot<Question> slot_;
    std::uint64_t lastAsked_ = 0;
    bool isBusy_ = false;
    bool isApplying_ = false;
    Progress running_; ///< of the question asked last
    std::jthread thread_;
};

} // namespace cleave::ui

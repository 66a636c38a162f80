// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/query_dock.h"

#include "ui/docks/agreement_panel.h"
#include "ui/params/param_panel.h"
#include "ui/params/similarity_slider.h"
#include "ui/viewport/tools/prompt_tools.h"

#include <QAction>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

namespace cleave::ui {

namespace {

/// Per scene unit; things are tenths of one to some units large.
constexpr double mostFalloff = 10;
constexpr int progressSteps = 1000;
constexpr int progressDelay = 300; ///< milliseconds

QString promptText(const Prompt& prompt, const Dataset* dataset) {
    if (prompt.kind == PromptKind::Text)
        return QString::fromStdString(prompt.text);
    const QLocale locale;
    const auto at = [&](std::size_t i) {
        return QObject::tr("%1, %2").arg(locale.toString(static_cast<int>(prompt.points[i].x())),
                                         locale.toString(static_cast<int>(prompt.points[i].y())));
    };
    QString place;
    if (dataset && prompt.view.value >= 0)
        place = QString::fromStdString(dataset->view(prompt.view).name) + QLatin1Char(' ');
    switch (prompt.kind) {
    case PromptKind::Point:
        return QObject::tr("%1click at %2").arg(place, at(0));
    case PromptKind::Box:
        return QObject::tr("%1box from %2 to %3").arg(place, at(0), at(1));
    case PromptKind::Stroke:
        return QObject::tr("%1stroke of %n points", nullptr, static_cast<int>(prompt.points.size()))
            .arg(place);
    case PromptKind::Text:
        break;
    }
    return {};
}

QIcon dot(const QColor& color) {
    QPixmap picture(12, 12);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawEllipse(1, 1, 10, 10);
    return QIcon(picture);
}

} // namespace

QueryDock::QueryDock(ProjectDocument& document, QueryController& queries, QWidget* parent)
    : QDockWidget(tr("Query"), parent)
    , document_(document)
    , queries_(queries)
    , method_(new QComboBox)
    , prompts_(new QListWidget)
    , removePrompt_(new QToolButton)
    , clear_(new QToolButton)
    , threshold_(new SimilaritySlider(true))
    , granularity_(new SimilaritySlider(false))
    , falloff_(new SimilaritySlider(false, mostFalloff))
    , heatMap_(new QToolButton)
    , keep_(new QPushButton(tr("Keep as segment")))
    , status_(new QLabel)
    , edits_(new QWidget)
    , optionsPlace_(new QVBoxLayout)
    , agreements_(new AgreementPanel)
    , progress_(new QProgressBar)
    , stop_(new QToolButton) {
    setObjectName(QStringLiteral("QueryDock"));
    auto* content = new QWidget(this);
    auto* form = new QFormLayout(content);
    form->addRow(tr("Method"), method_);
    prompts_->setMaximumHeight(64);
    prompts_->setToolTip(tr("Click in the view; Shift adds, Ctrl or the right button excludes."));
    form->addRow(tr("Prompts"), prompts_);
    auto* promptButtons = new QWidget;
    auto* promptLayout = new QHBoxLayout(promptButtons);
    promptLayout->setContentsMargins(0, 0, 0, 0);
    removePrompt_->setText(tr("Remove"));
    clear_->setText(tr("Clear"));
    promptLayout->addWidget(removePrompt_);
    promptLayout->addWidget(clear_);
    promptLayout->addStretch();
    heatMap_->setText(tr("Heat map"));
    heatMap_->setCheckable(true);
    heatMap_->setToolTip(tr("Show how similar everything is to the prompts"));
    promptLayout->addWidget(heatMap_);
    form->addRow(promptButtons);
    threshold_->setObjectName(QStringLiteral("threshold"));
    threshold_->setToolTip(tr("Higher keeps only the closest matches: part rather than whole."));
    form->addRow(tr("Threshold"), threshold_);
    granularity_->setObjectName(QStringLiteral("granularity"));
    granularity_->setToolTip(tr("From the whole object to its finest part."));
    form->addRow(tr("Granularity"), granularity_);
    falloff_->setObjectName(QStringLiteral("falloff"));
    falloff_->setToolTip(tr("Likeness fades with the distance to the prompts, by this much per "
                            "scene unit; 0 for not at all."));
    form->addRow(tr("Distance falloff"), falloff_);
    optionsPlace_->setContentsMargins(0, 0, 0, 0);
    form->addRow(optionsPlace_);
    form->addRow(makeProgress());
    form->addRow(agreements_);
    status_->setWordWrap(true);
    status_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* area = new QScrollArea;
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // What is done with an answer stays in sight, however many options a method has.
    auto* page = new QWidget(this);
    auto* pageLayout = new QVBoxLayout(page);
    pageLayout->setContentsMargins(0, 0, 0, 0);
    pageLayout->addWidget(area, 1);
    for (QWidget* fixed : {edits_, static_cast<QWidget*>(keep_), static_cast<QWidget*>(status_)})
        pageLayout->addWidget(fixed);
    setWidget(page);

    connect(method_, &QComboBox::activated, this, [this] {
        queries_.setMethod(method_->currentData().toString());
    });
    connect(removePrompt_, &QToolButton::clicked, this, [this] {
        queries_.removePrompt(prompts_->currentRow());
    });
    connect(clear_, &QToolButton::clicked, &queries_, &QueryController::clear);
    connect(threshold_, &SimilaritySlider::moved, this, [this](double value) {
        queries_.setThreshold(static_cast<float>(value));
    });
    connect(threshold_, &SimilaritySlider::automaticWanted, this, [this] {
        queries_.setThreshold(-1);
    });
    connect(granularity_, &SimilaritySlider::moved, this, [this](double value) {
        queries_.setGranularity(static_cast<float>(value));
    });
    connect(falloff_, &SimilaritySlider::moved, this, [this](double value) {
        queries_.setDistanceFalloff(static_cast<float>(value));
    });
    connect(heatMap_, &QToolButton::toggled, this, &QueryDock::heatMapWanted);
    connect(prompts_, &QListWidget::currentRowChanged, this, [this](int row) {
        removePrompt_->setEnabled(row >= 0);
    });
    for (const auto signal : {&ProjectDocument::queryChanged, &ProjectDocument::selectionChanged})
        connect(&document_, signal, this, &QueryDock::showQuery);
    for (const auto signal : {&ProjectDocument::masksChanged,
                              &ProjectDocument::liftedChanged,
                              &ProjectDocument::documentReset,
                              &ProjectDocument::fieldChanged})
        connect(&document_, signal, this, [this] { showMethods(), showQuery(); });
    showMethods();
    showQuery();
}

QWidget* QueryDock::makeProgress() {
    auto* line = new QWidget;
    auto* layout = new QHBoxLayout(line);
    layout->setContentsMargins(0, 0, 0, 0);
    progress_->setRange(0, progressSteps);
    progress_->setTextVisible(false);
    stop_->setText(tr("Stop"));
    stop_->setToolTip(tr("End here and keep what has been found so far"));
    layout->addWidget(progress_, 1);
    layout->addWidget(stop_);
    line->hide();
    connect(stop_, &QToolButton::clicked, &queries_, &QueryController::stop);
    // Most answers are there before a bar would be.
    auto* patience = new QTimer(line);
    patience->setSingleShot(true);
    patience->setInterval(progressDelay);
    connect(patience, &QTimer::timeout, line, &QWidget::show);
    connect(&queries_, &QueryController::busyChanged, line, [this, line, patience](bool isBusy) {
        progress_->setValue(0);
        isBusy ? patience->start() : patience->stop();
        if (!isBusy)
            line->hide();
        showQuery();
    });
    connect(&queries_, &QueryController::progressed, progress_, [this](double fraction) {
        progress_->setValue(static_cast<int>(fraction * progressSteps));
    });
    return line;
}

void QueryDock::showOptions() {
    const std::string name = queries_.currentMethod().toStdString();
    if (optionsOf_ && optionsOf_->name() == name) {
        // Undo brings back what the answer before was asked with.
        const auto& asked = document_.query().options;
        if (!options_ || queries_.isBusy() || shownOptions_ == asked)
            return;
        const QSignalBlocker quiet(options_);
        options_->resetAll();
        options_->setTexts(asked);
        shownOptions_ = asked;
        return;
    }
    shownOptions_.clear();
    delete options_;
    options_ = nullptr;
    optionsOf_ = name.empty() ? nullptr : makeMethod(name);
    if (!optionsOf_ || optionsOf_->queryOptions().empty())
        return;
    options_ = new ParamPanel(optionsOf_->queryOptions());
    optionsPlace_->addWidget(options_);
    connect(options_, &ParamPanel::changed, this, [this] {
        shownOptions_ = options_->texts();
        queries_.setOptions(shownOptions_);
    });
}

void QueryDock::setSelectionActions(const QList<QAction*>& actions) {
    auto* layout = new QHBoxLayout(edits_);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    for (QAction* action : actions) {
        auto* button = new QToolButton(edits_);
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        layout->addWidget(button);
    }
    layout->addStretch();
}

void QueryDock::setKeepAction(QAction* action) {
    keep_->setEnabled(action->isEnabled());
    keep_->setToolTip(action->toolTip());
    connect(keep_, &QPushButton::clicked, action, &QAction::trigger);
    connect(action, &QAction::changed, keep_, [this, action] {
        keep_->setEnabled(action->isEnabled());
    });
}

void QueryDock::showHeatMap(bool isOn) {
    const QSignalBlocker quiet(heatMap_);
    heatMap_->setChecked(isOn);
}

void QueryDock::showMethods() {
    const QSignalBlocker quiet(method_);
    method_->clear();
    for (const QString& name : queries_.methods())
        method_->addItem(QString::fromStdString(translate(makeMethod(name.toStdString())->label())),
                         name);
    method_->setCurrentIndex(method_->findData(queries_.currentMethod()));
    method_->setEnabled(method_->count() > 0);
    showOptions();
}

void QueryDock::showQuery() {
    const QueryState& query = document_.query();
    const int row = prompts_->currentRow();
    prompts_->clear();
    for (const Prompt& prompt : query.prompts)
        prompts_->addItem(
            new QListWidgetItem(dot(promptColor(prompt.isNegative)),
                                promptText(prompt, document_.project().dataset.get())));
    prompts_->setCurrentRow(std::min(row, prompts_->count() - 1));
    removePrompt_->setEnabled(prompts_->currentRow() >= 0);
    clear_->setEnabled(!query.prompts.empty() || document_.selection());
    threshold_->setEnabled(query.similarity != nullptr);
    threshold_->setValue(queries_.effectiveThreshold(), query.threshold < 0);
    granularity_->setValue(query.granularity, false);
    falloff_->setValue(query.distanceFalloff, false);
    heatMap_->setEnabled(query.similarity != nullptr);
    showOptions();
    agreements_->setAnswer(query.similarity, queries_.isBusy());
    QString whyNot;
    if (!queries_.canQuery(&whyNot))
        status_->setText(whyNot);
    else if (document_.selection())
        status_->setText(tr("%Ln primitive(s) selected",
                            nullptr,
                            static_cast<int>(document_.selection()->count())));
    else
        status_->setText(tr("Choose the click tool and click a thing in the view."));
}

} // namespace cleave::ui

// SPDX-License-Identifier: Apache-2.0
#include "ui/dialogs/model_manager_dialog.h"

#include "core/base/error.h"
#include "core/base/safe_file.h"
#include "core/base/translate.h"
#include "ui/tasks/guarded.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QMessageBox>
#include <QProgressBar>
#include <QPushButton>
#include <QStyle>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace cleave::ui {

namespace {

enum Column { NameColumn, PurposeColumn, SizeColumn, StateColumn, LicenceColumn, ColumnCount };

constexpr int percent = 100;
constexpr QSize comfortableSize(900, 520);
const QString unfinishedSuffix = QStringLiteral(".download");

QString fromUtf8(const std::string& text) {
    return QString::fromStdString(text);
}

/// Where a download of this model gathers.
QString unfinishedFile(const ModelState& state) {
    return fromUtf8(state.path.string()) + unfinishedSuffix;
}

QString sizeText(std::int64_t bytes) {
    return bytes > 0 ? QLocale().formattedDataSize(bytes) : QString();
}

} // namespace

ModelManagerDialog::ModelManagerDialog(QWidget* parent)
    : QDialog(parent)
    , addressOf_([](const KnownModel& model) { return QUrl(fromUtf8(model.url)); }) {
    setWindowTitle(tr("Models"));
    build();
    connect(&work_, &BackgroundCall::failed, this, [this](const QString& message) {
        finishWork(message, true);
    });
    connect(&download_, &Download::failed, this, [this](const QString& message) {
        finishWork(message, true);
    });
    connect(&download_, &Download::progressed, this, [this](qint64 done, qint64 total) {
        progress_->setRange(0, total > 0 ? percent : 0);
        if (total > 0)
            progress_->setValue(static_cast<int>(done * percent / total));
        //: %1 and %2 are sizes such as "12 MB"
        if (total > 0)
            message_->setText(tr("%1 of %2").arg(sizeText(done), sizeText(total)));
    });
    refill();
    resize(comfortableSize);
}

void ModelManagerDialog::build() {
    auto* layout = new QVBoxLayout(this);
    auto* introduction = new QLabel(tr("Networks come as checkpoint files of their makers. None is "
                                       "part of Cleave; each is checked before it is used."),
                                    this);
    introduction->setWordWrap(true);
    layout->addWidget(introduction);
    list_ = new QTreeWidget(this);
    list_->setObjectName(QStringLiteral("models"));
    list_->setColumnCount(ColumnCount);
    list_->setHeaderLabels({tr("Model"), tr("For"), tr("Size"), tr("State"), tr("Licence")});
    list_->setRootIsDecorated(false);
    list_->setUniformRowHeights(true);
    connect(list_, &QTreeWidget::currentItemChanged, this, &ModelManagerDialog::showChosen);
    layout->addWidget(list_, 1);

    details_ = new QLabel(this);
    details_->setObjectName(QStringLiteral("details"));
    details_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    details_->setWordWrap(true);
    layout->addWidget(details_);

    auto* workRow = new QHBoxLayout;
    message_ = new QLabel(this);
    message_->setObjectName(QStringLiteral("message"));
    message_->setWordWrap(true);
    progress_ = new QProgressBar(this);
    progress_->setTextVisible(false);
    cancel_ = new QPushButton(tr("&Cancel"), this);
    cancel_->setObjectName(QStringLiteral("cancel"));
    connect(cancel_, &QPushButton::clicked, this, &ModelManagerDialog::cancel);
    workRow->addWidget(message_, 2);
    workRow->addWidget(progress_, 1);
    workRow->addWidget(cancel_);
    layout->addLayout(workRow);

    auto* buttons = new QHBoxLayout;
    const auto addButton =
        [&](const QString& text, const QString& name, void (ModelManagerDialog::*effect)()) {
            auto* button = new QPushButton(text, this);
            button->setObjectName(name);
            button->setAutoDefault(false);
            connect(button, &QPushButton::clicked, this, effect);
            buttons->addWidget(button);
            return button;
        };
    get_ = addButton(tr("&Download"), QStringLiteral("download"), &ModelManagerDialog::download);
    add_ = addButton(tr("&Add File..."), QStringLiteral("add"), &ModelManagerDialog::askForFile);
    verify_ = addButton(tr("&Verify"), QStringLiteral("verify"), &ModelManagerDialog::verify);
    remove_ =
        addButton(tr("&Remove..."), QStringLiteral("remove"), &ModelManagerDialog::askToRemove);
    link_ = new QCheckBox(tr("&Link to added files instead of copying them"), this);
    buttons->addWidget(link_);
    buttons->addStretch(1);
    auto* close = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(close, &QDialogButtonBox::rejected, this, &QDialog::reject);
    buttons->addWidget(close);
    layout->addLayout(buttons);
}

void ModelManagerDialog::refill() {
    const QString before = chosen() ? fromUtf8(chosen()->model.name) : QString();
    guarded([this] { states_ = listModels(); },
            [this](const QString& message) { showMessage(message, true); });
    list_->clear();
    for (const ModelState& state : states_) {
        auto* item = new QTreeWidgetItem(list_);
        item->setText(NameColumn, fromUtf8(state.model.title));
        item->setText(PurposeColumn, fromUtf8(translate(purposeOf(state.model.network))));
        item->setText(SizeColumn, sizeText(state.bytes));
        item->setTextAlignment(SizeColumn, Qt::AlignRight | Qt::AlignVCenter);
        const bool hasBegun = !state.isPresent && QFileInfo(unfinishedFile(state)).size() > 0;
        item->setText(StateColumn,
                      state.isPresent ? tr("Here")
                      : hasBegun      ? tr("Partly downloaded")
                                      : tr("Not here"));
        QFont font = item->font(StateColumn);
        font.setBold(state.isPresent);
        item->setFont(StateColumn, font);
        item->setText(LicenceColumn, fromUtf8(state.model.licence));
        item->setToolTip(LicenceColumn, fromUtf8(state.model.licence));
        item->setToolTip(NameColumn, fromUtf8(state.model.name));
    }
    for (const int column : {NameColumn, PurposeColumn, SizeColumn, StateColumn})
        list_->resizeColumnToContents(column);
    choose(before);
    if (!list_->currentItem() && !states_.empty())
        list_->setCurrentItem(list_->topLevelItem(0));
    showChosen();
}

const ModelState* ModelManagerDialog::chosen() const {
    const int row = list_->indexOfTopLevelItem(list_->currentItem());
    return row >= 0 && row < static_cast<int>(states_.size())
               ? &states_[static_cast<std::size_t>(row)]
               : nullptr;
}

void ModelManagerDialog::choose(const QString& name) {
    const auto found = std::find_if(states_.begin(), states_.end(), [&](const ModelState& state) {
        return fromUtf8(state.model.name) == name;
    });
    if (found != states_.end())
        list_->setCurrentItem(list_->topLevelItem(static_cast<int>(found - states_.begin())));
}

void ModelManagerDialog::showChosen() {
    const ModelState* state = chosen();
    const bool isBusyNow = isBusy();
    QStringList lines;
    if (state) {
        lines << tr("File: %1").arg(fromUtf8(state->path.string()));
        if (!state->model.url.empty())
            lines << tr("From: %1").arg(fromUtf8(state->model.url));
        lines << tr("SHA-256: %1")
                     .arg(state->sha256.empty()
                              ? tr("not published; taken when the file is first added")
                              : fromUtf8(state->sha256));
        if (state->model.insideArchive)
            lines << tr("It comes inside an archive: download that with a browser, unpack it and "
                        "add the file.");
    }
    details_->setText(lines.join(QLatin1Char('\n')));
    list_->setEnabled(!isBusyNow);
    get_->setEnabled(!isBusyNow && state && !state->isPresent && !state->model.url.empty() &&
                     !state->model.insideArchive);
    add_->setEnabled(!isBusyNow);
    verify_->setEnabled(!isBusyNow && state && state->isPresent);
    remove_->setEnabled(!isBusyNow && state && state->isPresent);
    progress_->setVisible(isBusyNow);
    cancel_->setVisible(isBusyNow);
}

void ModelManagerDialog::showMessage(const QString& message, bool isError) {
    message_->setProperty("role", isError ? QStringLiteral("error") : QString());
    message_->style()->unpolish(message_); // the rule for the role is looked up again
    message_->style()->polish(message_);
    message_->setText(message);
}

void ModelManagerDialog::showBusy(const QString& what) {
    showMessage(what, false);
    progress_->setRange(0, 0);
    showChosen();
}

void ModelManagerDialog::finishWork(const QString& message, bool isError) {
    refill();
    showMessage(message, isError);
    Q_EMIT workEnded();
}

void ModelManagerDialog::add(const AddModelParams& params, const QString& successMessage) {
    work_.start([this, params, successMessage](Progress& progress) -> BackgroundCall::Finish {
        runAddModel(params, progress);
        return [this, successMessage] {
            finishWork(successMessage, false);
            Q_EMIT modelsChanged();
        };
    });
    showBusy(tr("Checking the file..."));
}

void ModelManagerDialog::addFile(const QString& file) {
    const AddMode mode = link_->isChecked() ? AddMode::Link : AddMode::Copy;
    add({file.toStdString(), "", mode}, tr("%1 is added.").arg(QFileInfo(file).fileName()));
}

void ModelManagerDialog::askForFile() {
    const QString file =
        QFileDialog::getOpenFileName(this,
                                     tr("Add a Checkpoint"),
                                     QString(),
                                     tr("Checkpoints (*.pth *.pt *.safetensors);;All files (*)"));
    if (!file.isEmpty())
        addFile(file);
}

void ModelManagerDialog::download() {
    const ModelState* state = chosen();
    if (!state || isBusy())
        return;
    const bool hasFolder = guarded([] { makeFolder(modelFolder()); },
                                   [this](const QString& message) { showMessage(message, true); });
    if (!hasFolder)
        return;
    const QString file = unfinishedFile(*state);
    const std::string name = state->model.name;
    disconnect(&download_, &Download::finished, this, nullptr);
    connect(&download_, &Download::finished, this, [this, file, name] {
        work_.start([this, file, name](Progress& progress) -> BackgroundCall::Finish {
            try {
                runAddModel({file.toStdString(), name, AddMode::Move}, progress);
            } catch (const Error& error) {
                if (error.kind() == ErrorKind::BadFile)
                    QFile::remove(file); // complete and wrong: nothing to continue
                throw;
            }
            return [this, name] {
                finishWork(tr("%1 is downloaded and verified.").arg(fromUtf8(name)), false);
                Q_EMIT modelsChanged();
            };
        });
        showBusy(tr("Checking the file..."));
    });
    download_.start(addressOf_(state->model), file, state->model.bytes);
    if (download_.isRunning())
        showBusy(tr("Downloading..."));
}

void ModelManagerDialog::verify() {
    const ModelState* state = chosen();
    if (!state || isBusy())
        return;
    const std::string name = state->model.name;
    work_.start([this, name](Progress& progress) -> BackgroundCall::Finish {
        runVerifyModels({name}, progress);
        return [this, name] { finishWork(tr("%1 is intact.").arg(fromUtf8(name)), false); };
    });
    showBusy(tr("Checking the file..."));
}

void ModelManagerDialog::askToRemove() {
    if (!chosen())
        return;
    const QString question =
        tr("Remove %1 from this computer? It can be downloaded or added again.")
            .arg(fromUtf8(chosen()->model.name));
    if (QMessageBox::question(this, tr("Remove Model"), question) == QMessageBox::Yes)
        remove();
}

void ModelManagerDialog::remove() {
    const ModelState* state = chosen();
    if (!state || isBusy())
        return;
    const std::string name = state->model.name;
    QString problem;
    guarded([&] { runRemoveModel(name); }, [&](const QString& message) { problem = message; });
    finishWork(problem.isEmpty() ? tr("%1 is removed.").arg(fromUtf8(name)) : problem,
               !problem.isEmpty());
    if (problem.isEmpty())
        Q_EMIT modelsChanged();
}

void ModelManagerDialog::cancel() {
    if (!isBusy())
        return;
    const bool wasDownloading = download_.isRunning();
    download_.cancel();
    work_.cancel();
    finishWork(wasDownloading ? tr("Cancelled; download again to continue where it stopped.")
                              : tr("Cancelled."),
               false);
}

} // namespace cleave::ui

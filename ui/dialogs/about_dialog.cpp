// SPDX-License-Identifier: Apache-2.0
#include "ui/dialogs/about_dialog.h"

#include "core/jobs/diagnose.h"
#include "ui/icons.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QGroupBox>
#include <QLabel>
#include <QVBoxLayout>

namespace cleave::ui {

namespace {

constexpr int iconSize = 72;
constexpr double titleScale = 1.6; ///< times the usual font

QLabel* selectable(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setWordWrap(true);
    return label;
}

} // namespace

AboutDialog::AboutDialog(QWidget* parent) : QDialog(parent) {
    setWindowTitle(tr("About Cleave"));
    auto* layout = new QVBoxLayout(this);
    auto* head = new QHBoxLayout;
    auto* picture = new QLabel(this);
    picture->setPixmap(applicationIcon().pixmap(iconSize));
    head->addWidget(picture);
    auto* words = new QVBoxLayout;
    auto* title = new QLabel(QStringLiteral("Cleave"), this);
    QFont font = title->font();
    font.setPointSizeF(font.pointSizeF() * titleScale);
    font.setBold(true);
    title->setFont(font);
    words->addWidget(title);
    words->addWidget(selectable(tr("Version %1").arg(QStringLiteral(CLEAVE_VERSION)), this));
    words->addWidget(selectable(tr("Takes captured scenes apart into the things in them."), this));
    head->addLayout(words, 1);
    layout->addLayout(head);
    layout->addWidget(selectable(tr("Free software under the Apache License, version 2.0."), this));

    const Diagnosis diagnosis = diagnose();
    auto* libraries = new QGroupBox(tr("Built with"), this);
    auto* form = new QFormLayout(libraries);
    for (const LibraryDiagnosis& library : diagnosis.libraries) {
        QString text = QString::fromStdString(library.version);
        if (!library.detail.empty())
            text += (text.isEmpty() ? QString() : QStringLiteral(", ")) +
                    QString::fromStdString(library.detail);
        form->addRow(QString::fromStdString(library.name), selectable(text, libraries));
    }
    layout->addWidget(libraries);
    auto* devices = new QGroupBox(tr("Computes on"), this);
    auto* deviceForm = new QFormLayout(devices);
    for (const DeviceDiagnosis& device : diagnosis.devices)
        deviceForm->addRow(QString::fromStdString(device.name),
                           selectable(QString::fromStdString(device.detail), devices));
    layout->addWidget(devices);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    setMinimumWidth(420);
}

} // namespace cleave::ui

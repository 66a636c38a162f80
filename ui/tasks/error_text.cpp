// SPDX-License-Identifier: Apache-2.0
#include "ui/tasks/error_text.h"

#include "core/base/error.h"

#include <QCoreApplication>

#include <new>

namespace cleave::ui {

QString currentErrorText() {
    try {
        throw;
    } catch (const Error& error) {
        return QString::fromStdString(translate(error.message()));
    } catch (const Cancelled&) {
        return QCoreApplication::translate("Errors", "Cancelled.");
    } catch (const std::bad_alloc&) {
        return QCoreApplication::translate("Errors", "There is not enough memory for this step.");
    } catch (const std::exception& error) {
        return QCoreApplication::translate("Errors", "Something went wrong inside Cleave: %1")
            .arg(QString::fromUtf8(error.what()));
    }
}

} // namespace cleave::ui

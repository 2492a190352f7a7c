using System.Globalization;
using Reprise.Access;

namespace Reprise.Server.Budgets;

/// <summary>Budgets as people read them.</summary>
internal static class BudgetWords
{
    /// <summary><c>20 USD a month</c>.</summary>
    public static string Of(KeyBudget budget) => string.Create(CultureInfo.InvariantCulture, $"{budget.Usd:0.######} USD {(budget.Per == BudgetPeriod.Total ? "in total" : $"a {budget.Per.ToString().ToLowerInvariant()}")}");
}

/// <summary>Log lines of budgets, ids 1150 to 1159.</summary>
internal static partial class BudgetLog
{
    [LoggerMessage(1150, LogLevel.Information, "Key {Name} ({Id}) has spent its budget of {Budget}")]
    public static partial void Spent(ILogger logger, string name, string id, string budget);

    [LoggerMessage(1151, LogLevel.Warning, "What key {Name} has spent cannot be read: {Reason}")]
    public static partial void NotRead(ILogger logger, string name, string reason);

    [LoggerMessage(1152, LogLevel.Warning, "What keys have spent cannot be written down: {Reason}")]
    public static partial void NotWritten(ILogger logger, string reason);
}

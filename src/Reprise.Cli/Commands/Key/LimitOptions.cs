using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Reprise.Access;

namespace Reprise.Cli.Commands.Key;

/// <summary>What a key may do at the gateway, as options.</summary>
internal sealed class LimitOptions
{
    private static readonly string[] s_periods = ["day", "week", "month", "total"];

    private readonly Option<string[]> _providers = Patterns("--provider", "A provider that it may ask; * stands for anything; may be repeated", "name");
    private readonly Option<string[]> _models = Patterns("--model", "A model that it may ask for, such as 'gpt-4o*'; may be repeated", "name");
    private readonly Option<string[]> _endpoints = Patterns("--endpoint", "A path that it may call, such as '/v1/chat/*' or 'POST /v1/messages'; may be repeated", "path");
    private readonly Option<string[]> _budgets = Patterns("--budget", "What it may cost: 20/month, 5/day, 50/week, 100/total; with ':warn' behind it calls go on; may be repeated", "usd/period");
    private readonly Option<string[]> _rates = Patterns("--rate", "How often: 60/min calls, 100000tokens/min; may be repeated", "count/min");

    private LimitOptions()
    {
        _budgets.Validators.Add(static result => Check(result, static text => Budget(text) is not null, "is no budget; expected 20/month, with day, week, month or total"));
        _rates.Validators.Add(static result => Check(result, static text => Rate(text) is not null, "is no rate; expected 60/min, or 100000tokens/min"));
    }

    public static LimitOptions AddTo(Command command)
    {
        var options = new LimitOptions();
        foreach (var option in (Option[])[options._providers, options._models, options._endpoints, options._budgets, options._rates]) command.Options.Add(option);
        return options;
    }

    /// <summary>Null when none was given.</summary>
    public KeyLimits? Read(ParseResult parsed)
    {
        var rates = (parsed.GetValue(_rates) ?? []).Select(Rate).OfType<(long Count, bool IsTokens)>().ToList();
        var limits = new KeyLimits
        {
            Providers = parsed.GetValue(_providers) ?? [], Models = parsed.GetValue(_models) ?? [], Endpoints = parsed.GetValue(_endpoints) ?? [],
            Budgets = [.. (parsed.GetValue(_budgets) ?? []).Select(Budget).OfType<KeyBudget>()],
            RequestsPerMinute = rates.Where(static rate => !rate.IsTokens).Select(static rate => (int?)Math.Min(int.MaxValue, rate.Count)).LastOrDefault(),
            TokensPerMinute = rates.Where(static rate => rate.IsTokens).Select(static rate => (long?)rate.Count).LastOrDefault(),
        };
        return limits.SayNothing ? null : limits;
    }

    /// <summary>In a line, as one would write them.</summary>
    public static string Words(KeyLimits limits)
    {
        var words = new List<string>();
        foreach (var patterns in (IReadOnlyList<string>[])[limits.Providers, limits.Models, limits.Endpoints])
        {
            if (patterns.Count > 0) words.Add(string.Join(' ', patterns));
        }

        words.AddRange(limits.Budgets.Select(static budget => string.Create(CultureInfo.InvariantCulture, $"${budget.Usd:0.######}/{budget.Per.ToString().ToLowerInvariant()}{(budget.Then == BudgetAction.Warn ? ":warn" : "")}")));
        if (limits.RequestsPerMinute is { } calls) words.Add(string.Create(CultureInfo.InvariantCulture, $"{calls}/min"));
        if (limits.TokensPerMinute is { } tokens) words.Add(string.Create(CultureInfo.InvariantCulture, $"{tokens}tokens/min"));
        return string.Join(", ", words);
    }

    private static Option<string[]> Patterns(string name, string description, string help) => new(name) { Description = description, HelpName = help };

    private static void Check(OptionResult result, Func<string, bool> isGood, string why)
    {
        foreach (var token in result.Tokens)
        {
            if (!isGood(token.Value)) result.AddError($"{result.Option.Name}: '{token.Value}' {why}.");
        }
    }

    private static KeyBudget? Budget(string text)
    {
        var warns = text.EndsWith(":warn", StringComparison.Ordinal);
        var parts = (warns ? text[..^":warn".Length] : text).TrimStart('$').Split('/');
        if (parts.Length != 2 || !decimal.TryParse(parts[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var usd) || usd <= 0 || !s_periods.Contains(parts[1], StringComparer.Ordinal)) return null;
        return new KeyBudget { Usd = usd, Per = Enum.Parse<BudgetPeriod>(parts[1], ignoreCase: true), Then = warns ? BudgetAction.Warn : BudgetAction.Stop };
    }

    private static (long Count, bool IsTokens)? Rate(string text)
    {
        if (!text.EndsWith("/min", StringComparison.Ordinal)) return null;
        var count = text[..^"/min".Length];
        var isTokens = count.EndsWith("tokens", StringComparison.Ordinal);
        if (isTokens) count = count[..^"tokens".Length];
        return long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? (number, isTokens) : null;
    }
}

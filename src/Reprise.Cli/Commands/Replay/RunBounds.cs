using System.CommandLine;
using System.Globalization;
using Reprise.Cli.Options;
using Reprise.Replay.Runs;

namespace Reprise.Cli.Commands.Replay;

/// <summary>How fast a run goes and what it may cost.</summary>
internal sealed class RunBounds
{
    private readonly Option<int?> _concurrency = Limits.Positive("--concurrency", $"Calls under way at once, 1 to {RunLimits.MostConcurrency} [default: 4]");
    private readonly Option<decimal?> _rate = Amount("--rate", "Calls started a minute at most", "n");
    private readonly Option<decimal?> _budget = Amount("--budget-usd", "US dollars to spend at most, within one call; replays and judges together", "usd");
    private readonly Option<decimal?> _costPerCall = Amount("--cost-per-call", "What to reckon for a call whose price is not known, in US dollars", "usd");

    public static RunBounds AddTo(Command command)
    {
        var bounds = new RunBounds();
        foreach (var option in new Option[] { bounds._concurrency, bounds._rate, bounds._budget, bounds._costPerCall }) command.Options.Add(option);
        return bounds;
    }

    public int? Concurrency(ParseResult parsed) => parsed.GetValue(_concurrency);

    public double? Rate(ParseResult parsed) => (double?)parsed.GetValue(_rate);

    public decimal? Budget(ParseResult parsed) => parsed.GetValue(_budget);

    public decimal? CostPerCall(ParseResult parsed) => parsed.GetValue(_costPerCall);

    private static Option<decimal?> Amount(string name, string description, string unit)
    {
        var option = new Option<decimal?>(name) { Description = description, HelpName = unit };
        option.CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)) return amount;
            result.AddError($"{name}: '{text}' is not a number such as 2.5.");
            return null;
        };
        return option;
    }
}

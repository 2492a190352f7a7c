using System.CommandLine;
using Reprise.Routing;

namespace Reprise.Cli.Commands.Route;

/// <summary>A route as options, or as a file.</summary>
internal sealed class RouteOptions
{
    private static readonly string[] s_strategies = ["order", "weighted", "complexity"];
    private static readonly string[] s_sticky = ["session", "user", "none"];

    private readonly Option<string[]> _models = new("--model") { Description = "A model as clients ask for it, such as auto or 'gpt-4o*'; may be repeated", HelpName = "name" };
    private readonly Option<string?> _filter = new("--filter") { Description = "Which calls, in the filter language, such as 'prompt_type:chat request_bytes<2000'", HelpName = "filter" };
    private readonly Option<string[]> _targets = new("--target") { Description = $"Where they go, in order: {TargetText.Help}; may be repeated", HelpName = "target" };
    private readonly Option<string?> _strategy = new("--by") { Description = "order, weighted or complexity [default: as the targets say]", HelpName = "strategy" };
    private readonly Option<string?> _sticky = new("--sticky") { Description = "By what weights deal: session, user or none [default: session]", HelpName = "unit" };
    private readonly Option<bool> _noFallback = new("--no-fallback") { Description = "Try no other target when one fails" };
    private readonly Option<int?> _order = new("--order") { Description = "Routes are asked in this order, the smallest first [default: 100]", HelpName = "n" };
    private readonly Option<bool> _off = new("--off") { Description = "Keep it, and let it take no calls" };
    private readonly Option<string?> _description = new("--description") { Description = "What it is for", HelpName = "text" };
    private readonly Option<FileInfo?> _file = new("--file") { Description = "The whole route as JSON, instead of the other options", HelpName = "file" };

    private RouteOptions()
    {
        _strategy.AcceptOnlyFromAmong(s_strategies);
        _sticky.AcceptOnlyFromAmong(s_sticky);
        _targets.Validators.Add(static result =>
        {
            foreach (var token in result.Tokens)
            {
                if (TargetText.Read(token.Value) is null) result.AddError($"--target: '{token.Value}' is no target; expected {TargetText.Help}.");
            }
        });
    }

    public static RouteOptions AddTo(Command command)
    {
        var options = new RouteOptions();
        foreach (var option in (Option[])[options._models, options._filter, options._targets, options._strategy, options._sticky, options._noFallback, options._order, options._off, options._description, options._file]) command.Options.Add(option);
        return options;
    }

    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_file) is not null || parsed.GetValue(_targets) is { Length: > 0 };

    public async Task<RouteValues> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_file) is { } file) return RouteValues.FromJson(await File.ReadAllTextAsync(file.FullName, cancellationToken)) ?? throw new CommandFailedException($"{file.Name} is no route; docs/routing.md says what one looks like.");
        var targets = (parsed.GetValue(_targets) ?? []).Select(TargetText.Read).OfType<RouteTarget>().ToList();
        return new RouteValues
        {
            Models = parsed.GetValue(_models) ?? [], Filter = parsed.GetValue(_filter), Targets = targets,
            Strategy = parsed.GetValue(_strategy) is { } strategy ? Enum.Parse<RouteStrategy>(strategy, ignoreCase: true)
                : targets.Exists(static target => target.UpTo is not null) ? RouteStrategy.Complexity
                : targets.Exists(static target => target.Weight is not null) ? RouteStrategy.Weighted : RouteStrategy.Order,
            Sticky = parsed.GetValue(_sticky) is { } sticky ? Enum.Parse<RouteStickiness>(sticky, ignoreCase: true) : default,
            Fallback = parsed.GetValue(_noFallback) ? false : null, Order = parsed.GetValue(_order), Enabled = parsed.GetValue(_off) ? false : null, Description = parsed.GetValue(_description),
        };
    }
}

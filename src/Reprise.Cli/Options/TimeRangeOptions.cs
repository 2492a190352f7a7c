using System.CommandLine;
using Reprise.Cli.Output;

namespace Reprise.Cli.Options;

/// <summary>From when to when.</summary>
internal sealed class TimeRangeOptions
{
    private readonly Terminal _terminal;

    private TimeRangeOptions(Terminal terminal)
    {
        _terminal = terminal;
        Check(Since);
        Check(Until);
    }

    public Option<string?> Since { get; } = new("--since") { Description = "From this time on: 2026-01-31, 2026-01-31T12:00Z, or 30m, 24h, 7d ago", HelpName = "time" };

    public Option<string?> Until { get; } = new("--until") { Description = "Before this time, in the same forms", HelpName = "time" };

    public static TimeRangeOptions AddTo(Command command, Terminal terminal)
    {
        var options = new TimeRangeOptions(terminal);
        command.Options.Add(options.Since);
        command.Options.Add(options.Until);
        return options;
    }

    public DateTimeOffset? From(ParseResult parsed) => Read(parsed.GetValue(Since));

    public DateTimeOffset? To(ParseResult parsed) => Read(parsed.GetValue(Until));

    private DateTimeOffset? Read(string? text) => text is null ? null : TimeText.Read(text, _terminal.Time.GetUtcNow());

    private void Check(Option<string?> option) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count != 1 || TimeText.Read(result.Tokens[0].Value, _terminal.Time.GetUtcNow()) is not null) return;
        result.AddError($"{option.Name}: '{result.Tokens[0].Value}' is not a time; expected 2026-01-31, 2026-01-31T12:00Z, or how long ago, such as 24h.");
    });
}

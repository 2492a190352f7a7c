using System.CommandLine;
using Reprise.Playback.Redaction;

namespace Reprise.Cli.Commands.Tape;

/// <summary>What is taken out of a tape that is written.</summary>
internal sealed class RedactOptions
{
    private readonly Option<string[]> _redact = new("--redact")
    {
        Description = $"Something more to take out of the tape, beside {string.Join(", ", TapeRedaction.BuiltIn)}; may be repeated: a JSON pointer (/metadata/customer) or name=pattern (ticket=T-[0-9]+)",
        HelpName = "rule",
    };

    private readonly Option<bool> _none = new("--no-redact") { Description = "Take nothing out but what --redact names" };

    private RedactOptions() => _redact.Validators.Add(result =>
    {
        if (!TapeRedaction.TryCreate(result.Tokens.Select(static token => token.Value), out _, out var mistake)) result.AddError($"--redact: {mistake}.");
    });

    public static RedactOptions AddTo(Command command)
    {
        var options = new RedactOptions();
        command.Options.Add(options._redact);
        command.Options.Add(options._none);
        return options;
    }

    /// <summary>Null when nothing is taken out.</summary>
    public TapeRedaction? Read(ParseResult parsed)
    {
        string[] rules = [.. parsed.GetValue(_none) ? [] : TapeRedaction.BuiltIn, .. parsed.GetValue(_redact) ?? []];
        return rules.Length > 0 && TapeRedaction.TryCreate(rules, out var redaction, out _) ? redaction : null;
    }
}

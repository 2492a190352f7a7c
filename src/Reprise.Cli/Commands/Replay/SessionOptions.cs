using System.CommandLine;
using Reprise.Cli.Output;
using Reprise.Replay.Sessions;

namespace Reprise.Cli.Commands.Replay;

/// <summary>How a session is replayed.</summary>
internal sealed class SessionOptions
{
    private readonly Option<bool> _trace = new("--trace") { Description = "The id is that of a trace" };
    private readonly Option<string?> _mode = new("--mode") { Description = "pinned: each turn on the recorded history; free: each turn built on the new answers [default: pinned]", HelpName = "pinned|free" };
    private readonly Option<int?> _from = new("--from") { Description = "The first turn to ask again, from 1; those before stay as recorded", HelpName = "turn" };
    private readonly Option<string[]> _live = new("--live") { Description = "A tool to ask again instead of answering from the record, as configured on the server; may be given several times", HelpName = "tool" };
    private readonly Option<string[]> _answers = new("--tool-answer") { Description = "An answer for calls of a tool that are not on record; @file reads it from a file; may be given several times", HelpName = "tool=text" };
    private readonly Option<double?> _similarity = new("--similarity") { Description = "From which share of words in common, 0 to 1, an answer counts as the recorded one [default: 1]", HelpName = "share" };
    private readonly Option<bool> _same = new("--expect-same") { Description = "Exit with 1 when any turn is answered otherwise" };
    private readonly Option<bool> _branches = new("--branches") { Description = "Replay nothing; show the session with the branches it has" };
    private readonly Option<bool> _resume = new("--resume") { Description = "Go on with this branch; what it has asked is not asked again" };
    private readonly Option<string?> _key = new("--key-env") { Description = "Environment variable with the key for the provider, when the server has none", HelpName = "name" };
    private ReplayOptions _changes = null!;

    public static SessionOptions AddTo(Command command)
    {
        var before = command.Options.ToList();
        var options = new SessionOptions { _changes = ReplayOptions.AddChangesTo(command) };
        foreach (var option in new Option[] { options._mode, options._from, options._live, options._answers, options._similarity, options._same, options._trace, options._branches, options._resume, options._key }) command.Options.Add(option);
        options._mode.AcceptOnlyFromAmong("pinned", "free");
        options._answers.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (token.Value.IndexOf('=', StringComparison.Ordinal) <= 0) result.AddError($"--tool-answer: '{token.Value}' is not tool=text.");
            }
        });

        // A branch goes on as it began: what it does otherwise is written down with it.
        Option[] ofBeginnings = [.. command.Options.Except(before).Where(option => option != options._answers && option != options._same && option != options._branches && option != options._resume && option != options._key)];
        command.Validators.Add(result =>
        {
            if (!result.GetValue(options._resume)) return;
            foreach (var option in ofBeginnings)
            {
                if (result.GetResult(option) is { Implicit: false }) result.AddError($"{option.Name} is for a new branch; --resume goes on with one as it began.");
            }
        });
        return options;
    }

    public bool IsTrace(ParseResult parsed) => parsed.GetValue(_trace);

    public bool ShowsBranches(ParseResult parsed) => parsed.GetValue(_branches);

    public bool Resumes(ParseResult parsed) => parsed.GetValue(_resume);

    public bool ExpectsSame(ParseResult parsed) => parsed.GetValue(_same);

    public string? Key(ParseResult parsed, Terminal terminal) => parsed.GetValue(_key) is not { } name ? null
        : terminal.Environment(name) is { Length: > 0 } key ? key : throw CommandFailedException.Usage($"--key-env: there is no environment variable {name}.");

    public async Task<SessionReplayDocument> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var changes = await _changes.ReadAsync(parsed, cancellationToken);
        var answers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in parsed.GetValue(_answers) ?? [])
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            answers[pair[..at]] = await ReplayOptions.TextAsync(pair[(at + 1)..], cancellationToken) ?? "";
        }

        return new SessionReplayDocument
        {
            Mode = parsed.GetValue(_mode),
            FromTurn = parsed.GetValue(_from),
            Changes = changes.Changes.IsEmpty ? null : new SessionChangesDocument
            {
                Prompt = changes.Prompt, System = changes.System, Model = changes.Model, Provider = changes.Provider, Parameters = changes.Parameters, Context = changes.Context,
            },
            Tools = parsed.GetValue(_live) is { Length: > 0 } live ? live.Distinct(StringComparer.Ordinal).ToDictionary(static tool => tool, static _ => "live", StringComparer.Ordinal) : null,
            ToolAnswers = answers.Count == 0 ? null : answers,
            Similarity = parsed.GetValue(_similarity),
        };
    }
}

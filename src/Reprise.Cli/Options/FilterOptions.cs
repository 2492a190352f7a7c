using System.CommandLine;
using System.CommandLine.Parsing;
using Reprise.Cli.Output;

namespace Reprise.Cli.Options;

/// <summary>Which interactions: a filter as the words that are no options, and a time range.</summary>
internal sealed class FilterOptions
{
    public const string ArgumentName = "filter";

    private readonly Terminal _terminal;

    private FilterOptions(Terminal terminal, string what)
    {
        _terminal = terminal;
        Filter = new Argument<string[]>(ArgumentName)
        {
            Arity = ArgumentArity.ZeroOrMore,
            // Without it, help asks the completions for a name and prints every field there.
            HelpName = ArgumentName,
            Description = $"{what}, in the filter language: model:gpt-4o status:error latency_ms>2000 \"refund policy\". Words are joined with spaces; "
                + "quote for your shell what holds spaces or a sign it knows (< > ( ) *).",
        };

        Filter.Validators.Add(RefuseUnknownOptions);
        TimeOption(Since);
        TimeOption(Until);
    }

    public Argument<string[]> Filter { get; }

    public Option<string?> Since { get; } = new("--since") { Description = "From this time on: 2026-01-31, 2026-01-31T12:00Z, or 30m, 24h, 7d ago", HelpName = "time" };

    public Option<string?> Until { get; } = new("--until") { Description = "Before this time, in the same forms", HelpName = "time" };

    public static FilterOptions AddTo(Command command, Terminal terminal, ConnectionOptions connection, string what = "Which interactions")
    {
        var options = new FilterOptions(terminal, what);
        options.Filter.CompletionSources.Add(context => FieldCompletion.For(context, connection));
        command.Arguments.Add(options.Filter);
        command.Options.Add(options.Since);
        command.Options.Add(options.Until);
        return options;
    }

    /// <summary>Nothing in the filter language begins with two dashes, so such a word is a mistyped option and must not silently become a search word.</summary>
    public static void RefuseUnknownOptions(ArgumentResult result)
    {
        foreach (var token in result.Tokens)
        {
            if (token.Value.StartsWith("--", StringComparison.Ordinal)) result.AddError($"Unknown option '{token.Value}'.");
        }
    }

    public string? Text(ParseResult parsed)
    {
        var words = parsed.GetValue(Filter);
        return words is null or [] ? null : string.Join(' ', words);
    }

    public DateTimeOffset? From(ParseResult parsed) => Read(parsed.GetValue(Since));

    public DateTimeOffset? To(ParseResult parsed) => Read(parsed.GetValue(Until));

    private DateTimeOffset? Read(string? text) => text is null ? null : TimeText.Read(text, _terminal.Time.GetUtcNow());

    private void TimeOption(Option<string?> option) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count != 1 || TimeText.Read(result.Tokens[0].Value, _terminal.Time.GetUtcNow()) is not null) return;
        result.AddError($"{option.Name}: '{result.Tokens[0].Value}' is not a time; expected 2026-01-31, 2026-01-31T12:00Z, or how long ago, such as 24h.");
    });
}

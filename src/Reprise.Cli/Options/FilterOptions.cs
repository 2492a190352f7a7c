using System.CommandLine;
using System.CommandLine.Parsing;
using Reprise.Cli.Output;

namespace Reprise.Cli.Options;

/// <summary>Which interactions: a filter as the words that are no options, and a time range.</summary>
internal sealed class FilterOptions
{
    public const string ArgumentName = "filter";

    private readonly TimeRangeOptions _range;

    private FilterOptions(Command command, Terminal terminal, string what)
    {
        Filter = new Argument<string[]>(ArgumentName)
        {
            Arity = ArgumentArity.ZeroOrMore,
            // Without it, help asks the completions for a name and prints every field there.
            HelpName = ArgumentName,
            Description = $"{what}, in the filter language: model:gpt-4o status:error latency_ms>2000 \"refund policy\". Words are joined with spaces; "
                + "quote for your shell what holds spaces or a sign it knows (< > ( ) *).",
        };

        Filter.Validators.Add(RefuseUnknownOptions);
        command.Arguments.Add(Filter);
        _range = TimeRangeOptions.AddTo(command, terminal);
    }

    public Argument<string[]> Filter { get; }

    public static FilterOptions AddTo(Command command, Terminal terminal, ConnectionOptions connection, string what = "Which interactions")
    {
        var options = new FilterOptions(command, terminal, what);
        options.Filter.CompletionSources.Add(context => FieldCompletion.For(context, connection));
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

    public DateTimeOffset? From(ParseResult parsed) => _range.From(parsed);

    public DateTimeOffset? To(ParseResult parsed) => _range.To(parsed);
}

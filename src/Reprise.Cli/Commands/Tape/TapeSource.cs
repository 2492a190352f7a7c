using System.CommandLine;
using System.Runtime.CompilerServices;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client;
using Reprise.Documents;
using Reprise.Playback;
using Reprise.Wire;

namespace Reprise.Cli.Commands.Tape;

/// <summary>Which interactions on record become entries of a tape, for <c>tape create</c> and <c>playback</c>.</summary>
internal sealed class TapeSource
{
    private readonly ConnectionOptions _connection;
    private readonly Option<string?> _session = new("--session") { Description = "The interactions of this session", HelpName = "id" };
    private readonly Option<string?> _trace = new("--trace") { Description = "The interactions of this trace", HelpName = "id" };
    private readonly Option<string?> _filter = new("--filter") { Description = "The interactions that a filter selects: tag:nightly model:gpt-4o", HelpName = "filter" };
    private readonly Option<bool> _exact = new("--exact-encoding") { Description = "Keep answers that came compressed as they came, as base64, instead of unpacked" };

    private TapeSource(ConnectionOptions connection) => _connection = connection;

    public static TapeSource AddTo(Command command, Terminal terminal)
    {
        var source = new TapeSource(ConnectionOptions.AddTo(command, terminal));
        foreach (var selecting in new[] { source._session, source._trace, source._filter })
        {
            // Usually a shell's variable that is not set: it would select the whole record.
            selecting.Validators.Add(result =>
            {
                if (result.Tokens.Any(static token => string.IsNullOrWhiteSpace(token.Value))) result.AddError($"{selecting.Name} is empty.");
            });
        }

        foreach (var option in new Option[] { source._session, source._trace, source._filter, source._exact }) command.Options.Add(option);
        return source;
    }

    /// <summary>In the filter language; null when none was given.</summary>
    public string? Filter(ParseResult parsed)
    {
        string?[] parts = [Term("session", parsed.GetValue(_session)), Term("trace", parsed.GetValue(_trace)), parsed.GetValue(_filter) is { } filter ? $"({filter})" : null];
        return string.Join(' ', parts.Where(static part => part is not null)) is { Length: > 0 } text ? text : null;
    }

    public bool IsExact(ParseResult parsed) => parsed.GetValue(_exact);

    /// <summary>What is on record, oldest first. Says at the end what could not be used and why.</summary>
    public async IAsyncEnumerable<TapeEntry> ReadAsync(Terminal terminal, ParseResult parsed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var client = _connection.Open(parsed);
        var reader = new DocumentReader(DialectCatalog.FindByName, terminal.Time);
        var obstacles = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var count = 0;
        await foreach (var line in client.ReadRecordsAsync(new InteractionSearch { Filter = Filter(parsed), Ascending = true, PageSize = 200 }, RecordView.Exact, cancellationToken))
        {
            count++;
            if (reader.Read(line, RepriseClient.DefaultProject).Record is not { } record) Count(obstacles, "cannot be read");
            else if (TapeRecording.TryRead(record, IsExact(parsed), out var entry, out var obstacle)) yield return entry;
            else Count(obstacles, obstacle);
        }

        foreach (var (obstacle, times) in obstacles) terminal.Tell($"reprise: left out {Format.Count(times)} of {Format.Count(count)} interactions, which {obstacle}.");
    }

    private static void Count(SortedDictionary<string, int> obstacles, string obstacle) => obstacles[obstacle] = obstacles.GetValueOrDefault(obstacle) + 1;

    private static string? Term(string field, string? value) =>
        value is null ? null : $"{field}:\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}

using System.CommandLine;
using Reprise.Batches;
using Reprise.Cli.Commands.Replay;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Batch;

/// <summary><c>reprise batch submit</c>.</summary>
internal static class SubmitCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("submit", "Hand requests of a file, or recorded calls, to a provider's batch API");
        var file = new Argument<string?>("file") { Description = "Requests, JSON Lines: in a provider's own batch form, or one body a line; - reads standard input", Arity = ArgumentArity.ZeroOrOne };
        command.Arguments.Add(file);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var filter = Text("--filter", "Recorded calls to ask again instead of a file, in the filter language", "filter");
        var dataset = Text("--dataset", "A dataset instead of a file", "name[@version]");
        var range = TimeRangeOptions.AddTo(command, terminal);
        var limit = Limits.Positive("--limit", "The oldest so many recorded calls only");
        var changes = ReplayOptions.AddChangesTo(command, withContext: false);
        var path = Text("--path", "Where requests of the file go that do not say so, such as /v1/embeddings", "path");
        var name = Text("--name", "What to call the batch", "text");
        var tag = new Option<string[]>("--tag") { Description = "A tag for all calls; may be given several times", HelpName = "tag" };
        var key = Text("--idempotency-key", "Sending the same order with the same key again gives the same batch", "text");
        var wait = new Option<bool>("--wait") { Description = "Wait until every call has its interaction on record" };
        foreach (var option in new Option[] { filter, dataset, limit, path, name, tag, key, wait }) command.Options.Add(option);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var source = parsed.GetValue(file);
            if (source is null == (parsed.GetValue(filter) is null && parsed.GetValue(dataset) is null))
                throw CommandFailedException.Usage("reprise batch submit: name a file of requests, or --filter or --dataset, and one of them only.");
            var change = await changes.ReadAsync(parsed, cancellationToken);
            var request = new BatchRequest
            {
                Name = parsed.GetValue(name),
                Provider = change.Provider,
                Requests = source is null ? null : await RequestFile.ReadAsync(terminal, source, parsed.GetValue(path), cancellationToken),
                Filter = parsed.GetValue(filter),
                Dataset = parsed.GetValue(dataset),
                From = range.From(parsed),
                To = range.To(parsed),
                Limit = parsed.GetValue(limit),
                Prompt = change.Prompt,
                System = change.System,
                Model = change.Model,
                Parameters = change.Parameters is null ? null : new(change.Parameters, StringComparer.Ordinal),
                Tags = parsed.GetValue(tag) is { Length: > 0 } tags ? tags : null,
                IdempotencyKey = parsed.GetValue(key),
            };
            using var client = connection.Open(parsed);
            var batch = await client.SubmitBatchAsync(request, cancellationToken);
            foreach (var (why, count) in batch.SkippedBy ?? new Dictionary<string, long>()) terminal.Tell($"{Format.Count(count)} calls cannot be asked again: {why}.");
            if (parsed.GetValue(wait)) return await BatchFollow.ToItsEndAsync(client, terminal, batch, output.IsJson(parsed), cancellationToken);
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, batch);
            else terminal.People.WriteLineSafe($"{batch.Id}: {Format.Count(batch.Total)} calls to {batch.Provider}. How far it is: reprise batch show {batch.Id}");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Option<string?> Text(string name, string description, string helpName) => new(name) { Description = description, HelpName = helpName };
}

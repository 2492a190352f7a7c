using System.CommandLine;
using Reprise.Cache.Curation;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client;
using Reprise.Client.Documents;

namespace Reprise.Cli.Commands.Cache;

/// <summary><c>reprise cache evict</c>. The server works in pieces of some seconds; the command asks until nothing is left.</summary>
internal static class EvictCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("evict", "Stop giving answers: by filter, tag, model, source, age or policy, or all at once");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var filter = FilterOptions.AddTo(command, terminal, connection, "Which interactions hold the answers");
        var output = OutputOptions.AddTo(command);
        var tag = Text("--tag", "With this tag", "tag");
        var model = Text("--model", "Of this model", "name");
        var source = Text("--source", "The answer of this interaction, or the one this hit was given", "id");
        var age = Text("--older-than", "Older than this, such as 12h or 7d", "age");
        var policy = Text("--policy", "Kept under this policy; with nothing else, all of it at once", "name");
        var all = new Option<bool>("--all") { Description = "Everything of the project at once" };
        var dry = new Option<bool>("--dry-run") { Description = "Say how many, and evict nothing" };
        foreach (var option in new Option[] { tag, model, source, age, policy, all, dry }) command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new EvictionRequest
            {
                Q = filter.Text(parsed), From = filter.From(parsed), To = filter.To(parsed), Tag = parsed.GetValue(tag), Model = parsed.GetValue(model), Source = parsed.GetValue(source),
                OlderThan = parsed.GetValue(age), Policy = parsed.GetValue(policy), All = parsed.GetValue(all), DryRun = parsed.GetValue(dry),
            };
            if (request with { DryRun = false } == new EvictionRequest()) throw CommandFailedException.Usage("reprise cache evict: say what to evict, or --all.");
            using var client = connection.Open(parsed);
            var result = await Progress.ShowAsync(terminal, "evicting", total: null, told => RunAsync(client, request, told, cancellationToken));
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, result);
            else terminal.People.WriteLineSafe(Words(result));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<EvictionResult> RunAsync(RepriseClient client, EvictionRequest request, Action<long> told, CancellationToken cancellationToken)
    {
        long evicted = 0;
        while (true)
        {
            var part = await client.EvictFromCacheAsync(request, cancellationToken);
            told(evicted += part.Evicted);
            // Counting begins at the start each time, so that more than one call can count is told as far as it came.
            if (part.Complete || part.DryRun) return part with { Evicted = evicted };
        }
    }

    private static string Words(EvictionResult result)
    {
        if (result.Generation is { } generation) return $"Left behind everything kept so far; generation {generation} begins.";
        if (result is { DryRun: true, Evicted: 0, Complete: true }) return "Nothing to evict, or everything at once, which is not counted.";
        return $"{(result.DryRun ? result.Complete ? "Would be evicted" : "Would be evicted, at least" : "Evicted")}: {Format.Count(result.Evicted)}";
    }

    private static Option<string?> Text(string name, string description, string helpName) => new(name) { Description = description, HelpName = helpName };
}

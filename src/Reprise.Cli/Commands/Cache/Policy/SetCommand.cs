using System.CommandLine;
using Reprise.Cache.Policies;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Cache.Policy;

/// <summary><c>reprise cache policy set</c>: changes the values that are given and leaves the others as they are.</summary>
internal static class SetCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("set", "Set values of a policy, a new one or one there is; the others stay as they are");
        var name = new Argument<string>("name") { Description = "The policy: 1 to 64 of a-z, 0-9, '-' and '_'" };
        command.Arguments.Add(name);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        var everywhere = new Option<bool>("--all-projects") { Description = "For every project of the server instead of one" };
        command.Options.Add(everywhere);
        var mode = Word("--mode", "Whether it answers, only says what it would have done, or does nothing", CacheWords.Modes);
        var matching = Word("--matching", "Letter for letter only, or reworded too", CacheWords.Matchings);
        var sharing = Word("--sharing", "Who shares answers", CacheWords.Sharings);
        var wrong = Number<double?>("--accepted-wrong-rate", "The share of wrong answers among reworded hits you accept, 0 to 0.5");
        var similarity = Number<double?>("--min-similarity", "Nothing below this is looked at, -1 to 1");
        var quality = Number<double?>("--min-quality", "Least quality of an answer after decay, 0 to 1");
        var assumed = Number<double?>("--assumed-quality", "What an answer counts for that nobody judged, 0 to 1");
        var age = Number<double?>("--max-age-hours", "Older answers are not given; 0 is no limit");
        var horizon = Number<double?>("--decay-horizon-hours", "Over how long quality decays; 0 is no decay");
        var floor = Number<double?>("--decay-floor", "Below which share it does not decay, 0 to 1");
        var temperature = Number<double?>("--max-temperature", "Requests with a higher one go upstream");
        var tools = new Option<bool?>("--semantic-with-tools") { Description = "Whether reworded requests that offer tools may be answered", HelpName = "true|false" };
        var length = Number<int?>("--max-text-length", "Longer texts are matched letter for letter");
        var check = Number<double?>("--check-rate", "The share of reworded hits that are checked upstream, 0 to 1");
        var candidates = Number<int?>("--candidates", "How many are looked at closely, 1 to 32");
        foreach (var option in new Option[] { mode, matching, sharing, wrong, similarity, quality, assumed, age, horizon, floor, temperature, tools, length, check, candidates }) command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var given = new CachePolicyValues
            {
                Mode = parsed.GetValue(mode), Matching = parsed.GetValue(matching), Sharing = parsed.GetValue(sharing), AcceptedWrongRate = parsed.GetValue(wrong), MinSimilarity = parsed.GetValue(similarity),
                MinQuality = parsed.GetValue(quality), AssumedQuality = parsed.GetValue(assumed), MaxAgeHours = parsed.GetValue(age), DecayHorizonHours = parsed.GetValue(horizon), DecayFloor = parsed.GetValue(floor),
                MaxTemperature = parsed.GetValue(temperature), SemanticWithTools = parsed.GetValue(tools), MaxTextLength = parsed.GetValue(length), CheckRate = parsed.GetValue(check), Candidates = parsed.GetValue(candidates),
            };
            if (given == new CachePolicyValues()) throw CommandFailedException.Usage("reprise cache policy set: say at least one value, such as --accepted-wrong-rate 0.005.");
            using var client = connection.Open(parsed);
            var policy = await client.ChangeCachePolicyAsync(parsed.GetRequiredValue(name), given, parsed.GetValue(everywhere), cancellationToken);
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, policy);
            else PolicyTable.Write(terminal, policy);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Option<T> Number<T>(string name, string description) => new(name) { Description = description, HelpName = "n" };

    private static Option<string?> Word(string name, string description, IReadOnlyList<string> words)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = string.Join('|', words) };
        option.AcceptOnlyFromAmong([.. words]);
        return option;
    }
}

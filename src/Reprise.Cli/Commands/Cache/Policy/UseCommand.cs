using System.CommandLine;
using Reprise.Cache.Policies;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Cache.Policy;

/// <summary><c>reprise cache policy use</c>.</summary>
internal static class UseCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("use", "Say which requests take part, and under which policy when they name none; wins over configuration");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var use = new Option<string?>("--use") { Description = "asked: requests that ask for the cache; always: all that do not refuse; never: none", HelpName = "asked|always|never" };
        use.AcceptOnlyFromAmong([.. CacheWords.Uses]);
        var policy = new Option<string?>("--policy") { Description = "The policy of requests that name none", HelpName = "name" };
        var unset = new Option<bool>("--unset") { Description = "Take back what was said" };
        var everywhere = new Option<bool>("--all-projects") { Description = "For every project of the server instead of one" };
        foreach (var option in new Option[] { use, policy, unset, everywhere }) command.Options.Add(option);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var values = new CacheUseValues { Use = parsed.GetValue(use), Policy = parsed.GetValue(policy) };
            if (values == new CacheUseValues() != parsed.GetValue(unset)) throw CommandFailedException.Usage("reprise cache policy use: say --use or --policy, or --unset alone.");
            using var client = connection.Open(parsed);
            var list = await client.SetCacheUseAsync(values, parsed.GetValue(everywhere), cancellationToken);
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, list);
            else PolicyTable.Write(terminal, list);
            return ExitCodes.Ok;
        });
        return command;
    }
}

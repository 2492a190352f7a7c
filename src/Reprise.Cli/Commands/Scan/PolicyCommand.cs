using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Scan;

/// <summary><c>reprise scan policy</c>: what the project does about what scanning finds.</summary>
internal static class PolicyCommand
{
    public static Command Create(Terminal terminal) => new("policy", "What the project does about what scanning finds")
    {
        Show(terminal),
        Set(terminal),
        Remove(terminal),
    };

    private static Command Show(Terminal terminal)
    {
        var command = new Command("show", "Show the policy");
        var connection = ConnectionOptions.AddTo(command, terminal);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            JsonLines.Write(terminal.Output, (await client.GetSecurityPolicyAsync(cancellationToken)).WriteTo);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Set(Terminal terminal)
    {
        var command = new Command("set", "Set the policy from a JSON file");
        var file = new Argument<string>("file") { Description = "The file, as docs/security-scanning.md describes it" };
        var connection = ConnectionOptions.AddTo(command, terminal);
        command.Arguments.Add(file);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var policy = await client.SetSecurityPolicyAsync(await File.ReadAllTextAsync(parsed.GetRequiredValue(file), cancellationToken), cancellationToken);
            JsonLines.Write(terminal.Output, policy.WriteTo);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Remove(Terminal terminal)
    {
        var command = new Command("remove", "Take the policy back; findings go on being recorded");
        var connection = ConnectionOptions.AddTo(command, terminal);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            await client.RemoveSecurityPolicyAsync(cancellationToken);
            terminal.Tell("The policy is gone; findings go on being recorded.");
            return ExitCodes.Ok;
        });
        return command;
    }
}

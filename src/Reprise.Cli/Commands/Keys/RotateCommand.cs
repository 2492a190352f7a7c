using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client.Documents;
using Reprise.Interactions;

namespace Reprise.Cli.Commands.Keys;

/// <summary><c>reprise keys rotate</c>.</summary>
internal static class RotateCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("rotate", "Make new data keys for what is written from now on, or wrap all keys with another master key; nothing stops meanwhile");
        var master = new Option<bool>("--master") { Description = "Wrap all keys with the master key that the server has now; the one of before must be its Encryption:PreviousMasterKeyFile or Encryption:PreviousMasterKey" };
        var projects = new Option<string[]>("--project") { Description = "Whose data key; may be repeated [default: all, and the installation's own]", HelpName = "name" };
        command.Options.Add(master);
        command.Options.Add(projects);
        var connection = ConnectionOptions.AddServerTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        projects.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (!Projects.IsValid(token.Value)) result.AddError($"--project: '{token.Value}' is no name of a project.");
            }
        });

        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var named = parsed.GetValue(projects) ?? [];
            if (parsed.GetValue(master) && named.Length > 0) throw CommandFailedException.Usage("--master wraps the keys of all projects; leave --project out.");
            var result = await client.RotateKeysAsync(new RotationRequest(parsed.GetValue(master), named.Length == 0 ? null : named), cancellationToken);
            if (output.IsJson(parsed))
            {
                JsonLines.Write(terminal.Output, result);
                return ExitCodes.Ok;
            }

            if (parsed.GetValue(master)) terminal.People.WriteLineSafe($"{Format.Count(result.Rewrapped)} records of keys are wrapped by the new master key. Servers need the one of before no more.");
            foreach (var key in result.Rotated) terminal.People.WriteLineSafe($"{(key.Project.Length == 0 ? "(installation)" : key.Project)}: version {key.Version} seals from now on.");
            return ExitCodes.Ok;
        });
        return command;
    }
}

using System.CommandLine;
using Reprise.Cli.Output;
using Reprise.Encryption;

namespace Reprise.Cli.Commands.Keys;

/// <summary><c>reprise keys generate</c>.</summary>
internal static class GenerateCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("generate", "Make a master key; without it nobody reads what is sealed, so keep a copy in another place");
        var to = new Option<string?>("--to") { Description = "A new file that only this account may read [default: the key is written to the output]", HelpName = "file" };
        command.Options.Add(to);
        command.SetAction(parsed =>
        {
            var key = LocalMasterKey.Generate();
            if (parsed.GetValue(to) is not { } path)
            {
                terminal.People.WriteLineSafe(key);
                return ExitCodes.Ok;
            }

            if (File.Exists(path)) throw CommandFailedException.Usage($"--to: '{path}' is there already; a master key that is in use must not be lost.");
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var file = new StreamWriter(new FileStream(path, options))) file.WriteLine(key);
            terminal.Tell($"A new master key is in '{path}'. Set Encryption:MasterKeyFile to it, and keep a copy where the record is not.");
            return ExitCodes.Ok;
        });
        return command;
    }
}

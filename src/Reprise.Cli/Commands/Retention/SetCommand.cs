using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Retention;

namespace Reprise.Cli.Commands.Retention;

/// <summary><c>reprise retention set</c>: changes the values that are given and leaves the others as they were set.</summary>
internal static class SetCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("set", "Set how long interactions are kept, from the next run on; wins over the server's configuration");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var scope = ScopeOptions.AddTo(command);
        var output = OutputOptions.AddTo(command);
        var days = Number<int?>("--days", "Days until an interaction goes; 0 keeps it for ever");
        var bodyDays = Number<int?>("--body-days", "Days until bodies and previews go while the other columns stay; 0 keeps them as long");
        var most = Number<long?>("--max-interactions", "Most interactions, the oldest go first; 0 is no limit");
        var bytes = Number<long?>("--max-bytes", "Most bytes of bodies as recorded, the oldest go first; 0 is no limit");
        command.Options.Add(days);
        command.Options.Add(bodyDays);
        command.Options.Add(most);
        command.Options.Add(bytes);

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var given = new RetentionValues { Days = parsed.GetValue(days), BodyDays = parsed.GetValue(bodyDays), MaxInteractions = parsed.GetValue(most), MaxBytes = parsed.GetValue(bytes) };
            if (given.IsEmpty) throw CommandFailedException.Usage("reprise retention set: say at least one of --days, --body-days, --max-interactions, --max-bytes.");
            using var client = connection.Open(parsed);
            var (kind, installation) = (scope.Kind(parsed), scope.IsInstallation(parsed));
            var place = installation ? "installation" : "project";
            var before = (await client.GetRetentionAsync(cancellationToken)).Settings.FirstOrDefault(setting => setting.Scope == place && setting.Kind == kind)?.Values ?? new RetentionValues();
            var values = new RetentionValues
            {
                Days = given.Days ?? before.Days,
                BodyDays = given.BodyDays ?? before.BodyDays,
                MaxInteractions = given.MaxInteractions ?? before.MaxInteractions,
                MaxBytes = given.MaxBytes ?? before.MaxBytes,
            };
            var retention = await client.SetRetentionAsync(values, kind, installation, cancellationToken);
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, retention);
            else PolicyTable.Write(terminal, retention);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Option<T> Number<T>(string name, string description) => new(name) { Description = description, HelpName = "n" };
}

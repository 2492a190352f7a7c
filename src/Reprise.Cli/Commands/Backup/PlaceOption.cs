using System.CommandLine;
using Reprise.Cli.Backup;

namespace Reprise.Cli.Commands.Backup;

/// <summary>Where a backup lies.</summary>
internal sealed class PlaceOption
{
    private readonly Option<string> _place;

    private PlaceOption(Option<string> place) => _place = place;

    public static PlaceOption AddTo(Command command, string name, string description)
    {
        var option = new PlaceOption(new Option<string>(name) { Description = description, HelpName = "folder", Required = true });
        command.Options.Add(option._place);
        return option;
    }

    public IBackupPlace Open(ParseResult parsed) => new FolderPlace(parsed.GetRequiredValue(_place));
}

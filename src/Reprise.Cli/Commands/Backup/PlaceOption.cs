using System.CommandLine;
using Reprise.Cli.Backup;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Backup;

/// <summary>Where a backup lies: a folder, or a bucket.</summary>
internal sealed class PlaceOption
{
    private readonly Terminal _terminal;
    private readonly Option<string> _place;

    private readonly Option<string?> _endpoint = new("--s3-endpoint")
    {
        Description = $"Address of a store that speaks S3, its buckets in the path; credentials are in {S3Options.KeyIdVariable} and {S3Options.SecretVariable} [env: AWS_ENDPOINT_URL_S3; default: Amazon's]",
        HelpName = "url",
    };

    private readonly Option<string?> _region = new("--s3-region") { Description = "Region of the bucket [env: AWS_REGION; default: us-east-1]", HelpName = "name" };

    private PlaceOption(Terminal terminal, Option<string> place) => (_terminal, _place) = (terminal, place);

    public static PlaceOption AddTo(Command command, Terminal terminal, string name, string description)
    {
        var option = new PlaceOption(terminal, new Option<string>(name) { Description = $"{description}: a folder, or s3://bucket/prefix", HelpName = "place", Required = true });
        command.Options.Add(option._place);
        command.Options.Add(option._endpoint);
        command.Options.Add(option._region);
        return option;
    }

    public IBackupPlace Open(ParseResult parsed)
    {
        var place = parsed.GetRequiredValue(_place);
        return place.StartsWith("s3://", StringComparison.Ordinal)
            ? new S3Place(S3Options.Read(place, parsed.GetValue(_endpoint), parsed.GetValue(_region), _terminal.Environment), _terminal.Time)
            : new FolderPlace(place);
    }
}

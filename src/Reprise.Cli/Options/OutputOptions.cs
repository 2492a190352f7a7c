using System.CommandLine;

namespace Reprise.Cli.Options;

/// <summary>For people or for programs.</summary>
internal sealed class OutputOptions
{
    private readonly Option<bool> _json = new("--json") { Description = "JSON, one value a line, for programs" };

    public static OutputOptions AddTo(Command command)
    {
        var options = new OutputOptions();
        command.Options.Add(options._json);
        return options;
    }

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);
}

using System.CommandLine;
using System.Text;
using Reprise.Cli;
using Reprise.Cli.Output;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Cli;

public class ReferenceTests
{
    private const string Marker = "<!-- commands -->\n";

    [Fact]
    public async Task The_reference_lists_every_command_and_option()
    {
        var path = Path.Combine(ProjectFolder.Path, "docs", "cli.md");
        var text = (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n");
        var head = text[..(text.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length)];
        var expected = head + Reference();
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1") await File.WriteAllTextAsync(path, expected, TestContext.Current.CancellationToken);
        else text.ShouldBe(expected, "docs/cli.md is behind the command line; run this test with UPDATE_DOCS=1.");
    }

    [Fact]
    public void Every_command_and_option_is_described()
    {
        foreach (var command in Leaves(CommandLine.Tree(Nowhere()), ""))
        {
            command.Command.Description.ShouldNotBeNullOrWhiteSpace(command.Path);
            // Two of one name make every look-up by name fail, in all commands.
            command.Command.Options.Select(static option => option.Name).ShouldBeUnique(command.Path);
            foreach (var option in command.Command.Options) option.Description.ShouldNotBeNullOrWhiteSpace($"{command.Path} {option.Name}");
            foreach (var argument in command.Command.Arguments) argument.Description.ShouldNotBeNullOrWhiteSpace($"{command.Path} {argument.Name}");
        }
    }

    private static string Reference()
    {
        var text = new StringBuilder();
        foreach (var (path, command) in Leaves(CommandLine.Tree(Nowhere()), "reprise"))
        {
            text.Append($"\n### {path}{string.Concat(command.Arguments.Select(Usage))}\n\n{command.Description}.\n\n");
            if (command.Arguments.Count + command.Options.Count == 0) continue;
            text.Append("| | |\n|---|---|\n");
            foreach (var argument in command.Arguments) text.Append($"| `{argument.Name}` | {Cell(argument.Description)} |\n");
            foreach (var option in command.Options.Where(static option => option is not System.CommandLine.Help.HelpOption))
            {
                var names = string.Join(", ", option.Aliases.Append(option.Name).OrderBy(static name => name.Length).Select(static name => $"`{name}`"));
                var value = option.ValueType == typeof(bool) ? "" : $" `<{option.HelpName ?? "value"}>`";
                text.Append($"| {names}{value.Replace("|", "\\|", StringComparison.Ordinal)} | {Cell(option.Description)}{(option.Required ? " (required)" : "")} |\n");
            }
        }

        return text.ToString();
    }

    private static IEnumerable<(string Path, Command Command)> Leaves(Command command, string path) =>
        // One that does something itself may have others below it, as replay has.
        (command.Subcommands.Count == 0 || command.Action is not null ? [(path, command)] : Array.Empty<(string, Command)>()).Concat(command.Subcommands.SelectMany(child => Leaves(child, $"{path} {child.Name}".Trim())));

    private static string Usage(Argument argument) => argument.Arity.MaximumNumberOfValues > 1 ? $" [{argument.Name} …]" : argument.Arity.MinimumNumberOfValues == 0 ? $" [{argument.Name}]" : $" {argument.Name}";

    private static string Cell(string? text) => text?.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "\\<", StringComparison.Ordinal) ?? "";

    private static Terminal Nowhere() => new() { Output = Stream.Null, Error = TextWriter.Null, OpenInput = () => Stream.Null, Environment = static _ => null };
}

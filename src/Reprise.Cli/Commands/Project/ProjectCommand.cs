using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Spectre.Console;

namespace Reprise.Cli.Commands.Project;

/// <summary><c>reprise project</c>: what is kept apart.</summary>
internal static class ProjectCommand
{
    public static Command Create(Terminal terminal) => new("project", "Projects, which are kept apart")
    {
        List(terminal),
        Set(terminal),
        Remove(terminal),
    };

    private static Command List(Terminal terminal)
    {
        var command = new Command("list", "List the projects that one may see");
        var connection = ConnectionOptions.AddServerTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var projects = (await client.ListProjectsAsync(cancellationToken)).Items;
            if (output.IsJson(parsed))
            {
                foreach (var project in projects) JsonLines.Write(terminal.Output, project);
                return ExitCodes.Ok;
            }

            var table = Tables.New("name", "first (UTC)", "last (UTC)", "for");
            foreach (var project in projects)
                table.AddRow(Tables.Cell(project.Name), Tables.Cell(project.Oldest is { } first ? Format.Time(first) : ""), Tables.Cell(project.Newest is { } last ? Format.Time(last) : ""), Tables.Cell(project.Description));
            if (projects.Count == 0) terminal.Tell("There are no projects yet; the first call makes one.");
            else terminal.People.Write(table);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Set(Terminal terminal)
    {
        var command = new Command("set", "Set a project up, or describe it anew");
        var name = new Argument<string>("name") { Description = "The project" };
        command.Arguments.Add(name);
        var connection = ConnectionOptions.AddServerTo(command, terminal);
        var description = new Option<string?>("--description") { Description = "What it is for", HelpName = "text" };
        command.Options.Add(description);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            await client.SetProjectAsync(parsed.GetRequiredValue(name), parsed.GetValue(description), cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Remove(Terminal terminal)
    {
        var command = new Command("remove", "Forget a project's description, members and keys; its record stays");
        var name = new Argument<string>("name") { Description = "The project" };
        command.Arguments.Add(name);
        var connection = ConnectionOptions.AddServerTo(command, terminal);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            await client.RemoveProjectAsync(parsed.GetRequiredValue(name), cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }
}

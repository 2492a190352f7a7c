using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Routing;
using Spectre.Console;

namespace Reprise.Cli.Commands.Route;

/// <summary><c>reprise route</c>: which calls go where.</summary>
internal static class RouteCommand
{
    public static Command Create(Terminal terminal) => new("route", "Which calls go where: by order, by weight, by complexity")
    {
        List(terminal),
        Set(terminal),
        TestCommand.Create(terminal),
        Remove(terminal),
        ReportCommand.Create(terminal),
    };

    private static Argument<string> Name() => new("name") { Description = "The route's name" };

    private static Command List(Terminal terminal)
    {
        var command = new Command("list", "List the routes of a project, in the order in which they are asked");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var routes = await client.ListRoutesAsync(cancellationToken);
            if (output.IsJson(parsed))
            {
                foreach (var route in routes) JsonLines.Write(terminal.Output, route);
                return ExitCodes.Ok;
            }

            var table = Tables.New("name", "models", "filter", "by", "targets", "state");
            foreach (var route in routes)
            {
                var values = route.Values;
                table.AddRow(
                    Tables.Cell(route.Name), Tables.Cell(string.Join(' ', values.Models)), Tables.Cell(values.Filter), Tables.Cell(values.Strategy.ToString().ToLowerInvariant()),
                    Tables.Cell(string.Join(", ", values.Targets.Select(TargetText.Of))), Tables.Cell(route.Mistake ?? (route.Active ? "active" : "off")));
            }

            if (routes.Count == 0) terminal.Tell("There are no routes.");
            else terminal.People.Write(table);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Set(Terminal terminal)
    {
        var command = new Command("set", "Set a route, a new one or one there is");
        var name = Name();
        command.Arguments.Add(name);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        var values = RouteOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var route = await client.SetRouteAsync(parsed.GetRequiredValue(name), await values.ReadAsync(parsed, cancellationToken), cancellationToken);
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, route);
            else terminal.People.WriteLineSafe($"{route.Name}: {string.Join(", ", route.Values.Targets.Select(TargetText.Of))}");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Remove(Terminal terminal)
    {
        var command = new Command("remove", "Remove a route; its calls go out as they are");
        var name = Name();
        command.Arguments.Add(name);
        var connection = ConnectionOptions.AddTo(command, terminal);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            await client.RemoveRouteAsync(parsed.GetRequiredValue(name), cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }
}

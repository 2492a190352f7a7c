using Reprise.Interactions;

namespace Reprise.Server.Api;

/// <summary>The one place where the project of a request is decided.</summary>
internal static class RequestProject
{
    public const string Header = "Reprise-Project";

    /// <summary>The <c>Reprise-Project</c> header, else <c>?project=</c>, else the default project. Throws a problem when the name is none.</summary>
    public static string ProjectOf(HttpContext context)
    {
        var header = context.Request.Headers[Header];
        var name = header.Count > 0 ? header.ToString() : context.Request.Query["project"].ToString();
        if (name.Length == 0) return Projects.Default;
        return Projects.IsValid(name) ? name : throw new ApiProblem(400, "invalid-project", "Not a project name",
            $"'{ApiProblem.Short(name)}' is no project name; expected 1 to {Projects.NameLength} of a-z, 0-9, '-', '_' and '.', not beginning with a dot.");
    }
}

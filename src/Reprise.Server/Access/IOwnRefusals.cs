using Reprise.Server.Api;

namespace Reprise.Server.Access;

/// <summary>Metadata of a route whose callers do not read problem details: tells them in the words of their protocol that they may not come in.</summary>
internal interface IOwnRefusals
{
    Task WriteAsync(HttpContext http, ApiProblem problem);
}

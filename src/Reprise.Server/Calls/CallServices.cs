using Microsoft.Extensions.DependencyInjection.Extensions;
using Reprise.Calls;

namespace Reprise.Server.Calls;

internal static class CallServices
{
    /// <summary>The calls that the server makes itself. Expects the gateway and the recorder to be registered by others.</summary>
    public static IServiceCollection AddCalls(this IServiceCollection services)
    {
        services.TryAddSingleton<ICallSender, GatewayCalls>();
        return services;
    }
}

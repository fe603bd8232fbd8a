using System.Reflection;

namespace Runner.PluginHost.Shapes;

/// <summary>What <see cref="ObsoleteAttribute"/> says of an action or an input.</summary>
static class Deprecation
{
    /// <summary>What to use instead; empty when the author does not say, null when the member is not obsolete.</summary>
    public static string? Of(MemberInfo member) => member.GetCustomAttribute<ObsoleteAttribute>() is { } obsolete ? obsolete.Message?.Trim() ?? "" : null;
}

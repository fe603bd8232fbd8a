using System.ComponentModel;
using System.Reflection;
using Runner.PluginHost.Shapes;
using Runner.Sdk;
using Runner.Workflows.Catalogue;

namespace Runner.PluginHost.Manifests;

/// <summary>All that a type says of the action that it is.</summary>
static class ActionDescription
{
    /// <exception cref="RefusedException">A property's type cannot be an input.</exception>
    public static ActionDescriptor Of(Type type, ActionAttribute attribute, Type result, string plugin, ShapeBuilder shapes, XmlDocumentation documentation) =>
        new(attribute.Name, plugin, shapes.Inputs(type), shapes.Result(result))
        {
            Summary = type.GetCustomAttribute<DescriptionAttribute>()?.Description ?? documentation.Of(type),
            Idempotent = attribute.Idempotent,
            DefaultExpect = attribute.DefaultExpect,
            Opens = attribute.Opens?.FullName,
            Deprecated = Deprecation.Of(type),
            TypeName = type.FullName!,
        };
}
